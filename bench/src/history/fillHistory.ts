import { Engine } from '../../../backend-proxy/src/store/engine.ts';
import { type DataSeries, valueAt } from './dataset.ts';

const TIMES_A_BATCH = 720;
/**
 * Writes the data set into a history file at `path`, rolled up and trimmed along the way as in a week of running. Throws the
 * history's own words on trouble.
 */
export function fillHistory(path: string, series: readonly DataSeries[], times: readonly number[]): void {
  const options = { path, rawMs: 86_400_000, minuteMs: 30 * 86_400_000 };
  let nowMs = times[0] ?? 0;
  const engine = new Engine(
    options,
    () => nowMs,
    ({ problem }) => {
      if (problem) throw new Error(problem.detail);
    },
  );
  for (let from = 0; from < times.length; from += TIMES_A_BATCH) {
    const batch = times.slice(from, from + TIMES_A_BATCH);
    const count = batch.length * series.length;
    engine.append({
      definitions: from === 0 ? series.map(({ metric, labels }, i) => ({ id: i + 1, metric, labels })) : [],
      ids: Uint32Array.from({ length: count }, (_, i) => (i % series.length) + 1),
      times: Float64Array.from({ length: count }, (_, i) => batch[Math.floor(i / series.length)] ?? 0),
      values: Float64Array.from({ length: count }, (_, i) =>
        valueAt(i % series.length, series[i % series.length]?.scale ?? 1, batch[Math.floor(i / series.length)] ?? 0),
      ),
      events: [],
    });
    nowMs = batch.at(-1) ?? nowMs;
    for (let tick = 0; tick < series.length; tick++) engine.tick(); // each looks at one of up to 1,800 series
  }
  engine.close();
}
