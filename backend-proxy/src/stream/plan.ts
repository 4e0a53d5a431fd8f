import { findMetric } from '@tart-lab/contract/metrics.ts';
import { RANGE_TABLES, type Query } from '@tart-lab/contract/query.ts';
import type { Subscription } from '@tart-lab/contract/stream.ts';
import { LONGEST_RANGE_MS } from '../query/answerQueries.ts';
import { spacingMs } from '../query/deps.ts';
import type { QueryDeps, Range } from '../query/deps.ts';
import { FramesMemory } from './framesMemory.ts';
import type { Memory } from './news.ts';
import { RowsMemory } from './rowsMemory.ts';
import { SeriesMemory } from './seriesMemory.ts';

/** How an answer is kept up to date. */
export interface Plan {
  /** Subscriptions of one key have one answer. */
  readonly key: string;
  readonly query: Query;
  readonly everyMs: number;
  range(nowMs: number): Range;
  /** So long after the range's beginning, its answer is what that of a longer range would be. */
  readonly edgeMs: number;
  memory(): Memory;
}

const MINUTE_MS = 60_000;
/** How far back the end of a time series is asked: as long as a client may be away and still go on from its cursor. */
const TAIL_MS = 2 * MINUTE_MS;
const EVENTS_MS = 60 * MINUTE_MS;
const MOST_ROWS = 500;
const MOST_POINTS = 10_000;

/**
 * Plans how a subscription is answered. Time series by their end alone, on the grid they began with. Top N, bottom N and outliers
 * are chosen by the whole range, so the whole range is asked; so are tables and flows. Of events the last hour is looked through.
 */
export function planOf(subscription: Subscription, deps: Pick<QueryDeps, 'intervalMs' | 'engine'>, cycleMs: number): Plan {
  const { maxDataPoints, intervalMs, stepMs } = subscription;
  // Who asks does not change the answer.
  const query: Query = { ...subscription.query, refId: 'A' };
  const metric = query.kind === 'metric' ? findMetric(query.metric) : undefined;
  const byRank = query.kind === 'metric' && (query.top ?? query.bottom ?? query.outliers) !== undefined;

  if (metric && !byRank && stepMs !== undefined) {
    const minutes = (stepMs ?? 0) >= MINUTE_MS;
    const pointMs = Math.max(spacingMs(metric, deps), stepMs ?? 0);
    // A gap shows after two intervals, and a sum holds a value for as long.
    const edgeMs = Math.ceil(2.1 * pointMs);
    const lengthMs = TAIL_MS + 2 * edgeMs;
    return {
      key: JSON.stringify(['tail', stepMs, query]),
      query,
      everyMs: Math.min(Math.max(cycleMs, pointMs / 4), MINUTE_MS),
      edgeMs,
      range: (toMs) => ({
        fromMs: toMs - lengthMs,
        toMs,
        maxDataPoints: MOST_POINTS,
        intervalMs: 1000,
        grid: { stepMs, tier: minutes ? 'minute' : 'raw' },
      }),
      memory: () => new SeriesMemory(false, edgeMs),
    };
  }
  if (query.kind === 'events') {
    const few = { ...query, limit: Math.min(query.limit, MOST_ROWS) };
    return {
      key: JSON.stringify(['rows', few]),
      query: few,
      everyMs: cycleMs,
      edgeMs: 0,
      range: (toMs) => ({ fromMs: toMs - EVENTS_MS, toMs, maxDataPoints, intervalMs }),
      memory: () => new RowsMemory(),
    };
  }
  const { lastMs, fromMs } = lengthOf(subscription);
  const isSeries = query.kind === 'metric' || (query.kind === 'flows' && query.view === 'rates');
  const timed = query.kind === 'table' && !RANGE_TABLES.has(query.table) ? null : { lastMs, fromMs, maxDataPoints, intervalMs };
  return {
    key: JSON.stringify(['whole', timed, query]),
    query,
    everyMs: cycleMs,
    edgeMs: 0,
    range: (toMs) => ({ fromMs: Math.max(0, toMs - LONGEST_RANGE_MS, fromMs ?? toMs - lastMs), toMs, maxDataPoints, intervalMs }),
    memory: () => (isSeries ? new SeriesMemory(true, 0) : new FramesMemory()),
  };
}

function lengthOf({ lastMs, fromMs }: Subscription): { readonly lastMs: number; readonly fromMs: number | null } {
  const lengthMs = Math.min(lastMs ?? EVENTS_MS, LONGEST_RANGE_MS);
  return { lastMs: lengthMs, fromMs: lastMs === undefined ? (fromMs ?? null) : null };
}
