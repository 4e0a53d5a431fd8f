import type { Metric } from '@tart-lab/contract/metrics.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { Result } from '../result.ts';
import type { PointsRequest, Series } from '../store/messages.ts';
import type { SeriesPoints } from '../store/openChunks.ts';

/**
 * Which series a metric has in a range (epoch ms). `within` names labels that must have one of these values: an engine that
 * asks over a network asks for less by it, and may give more than was asked for.
 */
export interface SeriesRequest {
  readonly metric: Metric;
  readonly fromMs: number;
  readonly toMs: number;
  readonly within: Readonly<Record<string, readonly string[]>>;
}

/** Points of some of the series that `series` gave; `all` is everything that it gave, so that an engine knows when all are wanted. */
export interface RangeRequest extends Omit<PointsRequest, 'series' | 'fold'> {
  readonly metric: Metric;
  readonly series: readonly Series[];
  readonly all: readonly Series[];
}

/**
 * An entry for each series asked for, in that order; without points where it has none. `query` is what was asked of a server,
 * and `warnings` what it said of its answer: that a part is missing.
 */
export interface RangeAnswer {
  readonly points: readonly SeriesPoints[];
  readonly query: string | null;
  readonly warnings: readonly string[];
}

/**
 * Where the past is read: the file beside the proxy, or a server elsewhere. Selections, patterns, sums over series, ranks and gaps
 * are made of its answers, above it (`query/`), so they are the same whatever the engine.
 */
export interface HistoryEngine {
  /** Points always lie on a grid, and no closer than this; null when they also come as they were measured. */
  readonly gridMs: number | null;
  series(request: SeriesRequest): Promise<Result<readonly Series[], Problem>>;
  points(request: RangeRequest): Promise<Result<RangeAnswer, Problem>>;
}
