import type { History } from '../store/history.ts';
import { ok } from '../result.ts';
import type { HistoryEngine } from './historyEngine.ts';

/** The history file beside the proxy as an engine. What it knows of its series is in memory. */
export function builtInEngine(history: Pick<History, 'series' | 'points'>): HistoryEngine {
  return {
    gridMs: null,
    series: ({ metric }) => Promise.resolve(ok(history.series(metric.id))),
    async points({ metric, series, fromMs, toMs, stepMs, maxPoints, tier }) {
      const ids = series.map(({ id }) => id);
      const points = await history.points({ series: ids, fromMs, toMs, stepMs, maxPoints, tier, fold: metric.fold });
      return points.ok ? ok({ points: points.value, query: null, warnings: [] }) : points;
    },
  };
}
