import type { Reading } from '@tart-lab/contract/sample.ts';
import type { GuestInfo, PortRow, ProcessRow } from '@tart-lab/contract/rows.ts';
import type { ParseFailure, Result } from '../result.ts';

/** What a section says: numbers under node_exporter's names, and the rows that are no numbers. */
export interface Findings {
  readonly readings: readonly Reading[];
  /** Readings that only the page for Prometheus shows (`contract/guestDetails.ts`): made of the section when somebody asks for them. */
  readonly details?: () => readonly Reading[];
  readonly ports?: readonly PortRow[];
  readonly processes?: readonly ProcessRow[];
  readonly info?: GuestInfo;
}

/**
 * One kind of measurement on one guest OS. Pure: it keeps no state and knows no clock, wire, store or HTTP.
 *
 * It says what to ask in one of two ways. `files` names files of `/proc` or `/sys`: all collectors' files of a frame are
 * printed by one process, and the section is each file's text behind a line `==> path <==`, as head(1) prints it.
 * `ask` is POSIX sh, run in the guest's long-lived shell; its output is the section. A collector with both finds the
 * answer of `ask` behind the line `==> ask <==`; `splitFiles` takes such a section apart.
 */
export interface Collector {
  readonly name: string;
  readonly os: 'linux' | 'darwin';
  /** Default period; the configuration's `intervals` may change it. 0 means every frame. */
  readonly everySeconds: number;
  /** Read only while someone looks at it (the processes table). */
  readonly onDemand?: boolean;
  /** The guest may lack it (PSI, ss): a failure is shown, and asked again only after a minute. */
  readonly optional?: boolean;
  /** POSIX sh that runs once when the channel opens: functions and variables that `ask` uses. */
  readonly setup?: string;
  readonly files?: readonly string[];
  /** Files that a guest may lack without harm to the rest of the section. One with a `*` is a pattern, which the guest's shell resolves. */
  readonly optionalFiles?: readonly string[];
  readonly ask?: string;
  /** Exit statuses of `ask` beside 0 whose output still counts (df ends with 1 when one mount of many is closed to it). */
  readonly acceptsStatus?: readonly number[];
  /** What a user can do when the guest does not give this section. */
  readonly advice?: string;
  toFindings(section: string): Result<Findings, ParseFailure>;
}

export const reading = (name: string, value: number, labels: Record<string, string> = {}): Reading => ({ name, labels, value });
