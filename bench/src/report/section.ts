import type { Budget } from './budget.ts';

export type Unit = 'text' | 'count' | 'ms' | 'cpuSeconds' | 'cpuMs' | 'megabytes' | 'seconds';
export type Cell = string | number | null;

/** One column: the key of its cells and the unit they are in. */
export interface Column {
  readonly key: string;
  readonly title: string;
  readonly unit: Unit;
}

/** Measurements side by side. `null` is "not measured". Notes say how it was measured, where a reader would ask. */
export interface Table {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
  readonly notes: readonly string[];
}

/** What a section found. `skipped` says why there is less than one might expect. */
export interface SectionReport {
  readonly section: string;
  readonly tables: readonly Table[];
  readonly budgets: readonly Budget[];
  readonly skipped: readonly string[];
}
