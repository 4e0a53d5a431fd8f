import type { Metric } from '@tart-lab/contract/metrics.ts';
import type { LabState } from '../live/labState.ts';
import type { HistoryEngine } from '../history/historyEngine.ts';
import type { History } from '../store/history.ts';
import type { Grid } from './grid.ts';

/** What queries read: samples of the past from `engine`, events from `history`. `intervalMs` is how often a metric's collector is asked; `rawMs` how long raw points are kept. */
export interface QueryDeps {
  readonly lab: LabState;
  readonly engine: HistoryEngine;
  readonly history: Pick<History, 'events'>;
  readonly intervalMs: (metric: Metric) => number;
  readonly rawMs: number;
  readonly now: () => number;
}

/** How often a metric has a point, in ms: as often as it is measured, unless the history's engine has fewer. */
export const spacingMs = (metric: Metric, { intervalMs, engine }: Pick<QueryDeps, 'intervalMs' | 'engine'>): number =>
  Math.max(intervalMs(metric), engine.gridMs ?? 0);

/** A range of time (epoch ms, both ends included) and how finely it is wanted. */
export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
  readonly maxDataPoints: number;
  readonly intervalMs: number;
  /** Where points lie, when that was chosen before: an answer that is continued keeps its grid. */
  readonly grid?: Pick<Grid, 'stepMs' | 'tier'> | undefined;
}
