import type { Metric } from '@tart-lab/contract/metrics.ts';
import type { Series } from '../../store/messages.ts';
import type { SeriesPoints } from '../../store/openChunks.ts';
import { readPoint } from './promAnswers.ts';
import { keyOf } from './seriesKey.ts';

/**
 * Sorts the answers of a server to the series that were asked for; others are left out. A point's time becomes the beginning of its
 * step (epoch ms), and a share of time that the clocks' jitter pushed over a bound is put back on it.
 */
export function collectPoints(
  { kind, min = -Infinity, max = Infinity }: Metric,
  series: readonly Series[],
  stepMs: number,
): { add(key: string, values: readonly unknown[]): void; finish(): SeriesPoints[] } {
  const clamp = kind === 'ratio' ? (value: number) => Math.min(max, Math.max(min, value)) : (value: number) => value;
  const columns = new Map(series.map(({ labels }) => [keyOf(labels), { times: [] as number[], values: [] as number[] }]));
  return {
    add(key, values) {
      const column = columns.get(key);
      if (!column) return;
      for (const each of values) {
        const point = readPoint(each);
        if (!point) continue;
        column.times.push(Math.round(point.seconds * 1000) - stepMs);
        column.values.push(clamp(point.value));
      }
    },
    finish: () =>
      series.map(({ id, labels }) => {
        const { times = [], values = [] } = columns.get(keyOf(labels)) ?? {};
        return { series: id, times: Float64Array.from(times), values: Float64Array.from(values) };
      }),
  };
}
