import type { LabEvent } from '@tart-lab/contract/event.ts';
import type { Fold } from '@tart-lab/contract/metrics.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';

/** One series: a metric of the catalogue and one set of labels, numbered from 1 within a history file. */
export interface Series {
  readonly id: number;
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What a second brought: new series, samples as three columns of one length (times are epoch ms), events. */
export interface Batch {
  readonly definitions: readonly Series[];
  readonly ids: Uint32Array;
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly events: readonly LabEvent[];
}

/**
 * Points of some series, `fromMs` to `toMs` inclusive. With `stepMs` they are folded into buckets that begin at `fromMs`;
 * without, they come as they were measured, and folded only when there are more than `maxPoints`.
 */
export interface PointsRequest {
  readonly series: readonly number[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number | null;
  readonly maxPoints: number;
  readonly fold: Fold;
  readonly tier: 'raw' | 'minute';
}

/** Events from `fromMs` to `toMs` inclusive, newest first. Empty lists filter nothing. */
export interface EventsRequest {
  readonly fromMs: number;
  readonly toMs: number;
  readonly kinds: readonly string[];
  readonly severities: readonly string[];
}
export interface StoredEvent extends LabEvent {
  readonly id: number;
}

/** Rows as the file holds them; `labels` is JSON. storedRows.ts reads them. */
export interface SeriesRow {
  readonly id: number;
  readonly metric: string;
  readonly labels: string;
}
export interface EventRow {
  readonly id: number;
  readonly atMs: number;
  readonly kind: string;
  readonly severity: string;
  readonly text: string;
  readonly labels: string;
}

export interface HistoryStats {
  readonly series: number;
  readonly bytes: number;
  readonly oldestMs: number | null;
}

/** `renewed`: the file was begun anew and knows no series yet. */
export interface HistoryState {
  readonly state: 'ok' | 'paused' | 'failed';
  readonly problem: Problem | null;
  readonly renewed?: boolean;
}

export interface HistoryFileOptions {
  readonly path: string;
  readonly rawMs: number;
  readonly minuteMs: number;
  /** How much of each kind is held in memory while nothing can be written; 16 MiB when absent. */
  readonly maxWaitingBytes?: number;
}

export type ToWorker =
  | { readonly op: 'append'; readonly id: number; readonly batch: Batch }
  | { readonly op: 'points'; readonly id: number; readonly request: PointsRequest }
  | { readonly op: 'events'; readonly id: number; readonly request: EventsRequest; readonly limit: number }
  | { readonly op: 'stats'; readonly id: number }
  | { readonly op: 'close'; readonly id: number };

export type FromWorker =
  | { readonly op: 'opened'; readonly series: readonly SeriesRow[] }
  | { readonly op: 'refused'; readonly problem: Problem }
  | { readonly op: 'state'; readonly state: HistoryState }
  | { readonly op: 'done'; readonly id: number }
  | {
      readonly op: 'points';
      readonly id: number;
      readonly series: readonly number[];
      readonly lengths: readonly number[];
      readonly times: Float64Array<ArrayBuffer>;
      readonly values: Float64Array<ArrayBuffer>;
    }
  | { readonly op: 'events'; readonly id: number; readonly events: readonly EventRow[] }
  | { readonly op: 'stats'; readonly id: number; readonly stats: HistoryStats }
  | { readonly op: 'problem'; readonly id: number; readonly problem: Problem };
