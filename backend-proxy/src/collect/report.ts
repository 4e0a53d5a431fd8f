import type { Problem } from '@tart-lab/contract/problem.ts';
import type { Reading } from '@tart-lab/contract/sample.ts';
import type { GuestInfo, PortRow, ProcessRow } from '@tart-lab/contract/rows.ts';

/**
 * What one frame brought from one guest, at `atMs` (epoch ms, by the proxy's clock).
 *
 * `answered` is false when the guest said nothing that could be read; `problem` then says why. A frame that was cut or garbled
 * keeps the sections that arrived whole: it answered, and has a `problem` too. `sections` lists the collectors asked in this frame; `problems` those that failed alone and have not
 * come again since.
 * Rows are present only when their collector ran in this frame and was understood.
 */
export interface GuestReport {
  readonly vm: string;
  readonly atMs: number;
  readonly answered: boolean;
  readonly problem?: Problem;
  readonly sections: readonly { readonly collector: string; readonly ok: boolean }[];
  readonly problems: readonly Problem[];
  readonly readings: readonly Reading[];
  /** By collector, how to make its readings again, with those that only the page for Prometheus shows. */
  readonly again?: ReadonlyMap<string, () => readonly Reading[]>;
  readonly ports?: readonly PortRow[];
  readonly processes?: readonly ProcessRow[];
  readonly info?: GuestInfo;
  readonly roundTripMs?: number;
  readonly frameMs?: number;
  /** The shell was opened for this frame: counters of the channel itself begin again. */
  readonly freshChannel: boolean;
}
