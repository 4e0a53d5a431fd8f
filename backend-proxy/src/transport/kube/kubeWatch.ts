import type { Problem } from '@tart-lab/contract/problem.ts';
import type { ParseFailure, Result } from '../../result.ts';

/** A kind of object that is watched: where it is, and what is kept of it. */
export interface WatchedResource<Row> {
  /** As in the tables and the log: `pods`. */
  readonly name: string;
  /** `/api/v1/pods`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Of objects that have no natural end: so many rows at most, those highest in order. */
  readonly keep?: { readonly most: number; readonly order: (row: Row) => number };
  /** Reads one object, whole or as a list's item (without kind). */
  toRow(object: unknown): Result<Row, ParseFailure>;
}

/**
 * How a watch stands. `listing`: the first list is on its way. `watching`: in touch. `relisting`: the server forgot our place (410)
 * and all is listed again. `down`: it failed, and is tried again after a growing pause.
 */
export interface WatchState {
  readonly phase: 'listing' | 'watching' | 'relisting' | 'down';
  readonly sinceMs: number;
  /** When the server last said anything (a list, an event, a bookmark); null before. The rows are at least as old as that. */
  readonly lastContactMs: number | null;
  readonly problem: Problem | null;
  readonly objects: number;
  /** Objects that could not be read; they are left out, and `problem` names the first. */
  readonly malformed: number;
  readonly lists: number;
  readonly restarts: number;
}

/** One change, in the order in which the server made them. `before` undefined: new. `after` undefined: gone. */
export interface RowChange<Row> {
  readonly key: string;
  readonly before: Row | undefined;
  readonly after: Row | undefined;
}

export interface KubeWatch<Row> {
  /** By `namespace/name`, or `name`. Kept through every failure, so that the last state ages visibly. */
  readonly rows: ReadonlyMap<string, Row>;
  state(): WatchState;
  /** Resolves when the watch has ended after its signal's abort. */
  readonly ended: Promise<void>;
}
