import type { Condition, Resources } from '../../parse/kube/rows.ts';
import { joined, labelText } from '../labelText.ts';
import type { Lines } from '../lines.ts';

type Values = Readonly<Record<string, string | null | undefined>>;
export const STATUSES = ['true', 'false', 'unknown'] as const;

/** Adds the series of one object: its own labels, which are made once, behind those of the family. */
export class RowAdder {
  private readonly lines: Lines;
  private readonly base: string;

  constructor(lines: Lines, own: Values) {
    this.lines = lines;
    this.base = labelText(own);
  }

  /** One series; none without a value. */
  add(family: string, value: number | null | undefined, labels: Values | null = null): void {
    this.lines.add(family, labels === null ? this.base : joined(this.base, labelText(labels)), value);
  }

  /** A time; none where it is not known. */
  time(family: string, atMs: number | null): void {
    this.add(family, atMs === null ? null : atMs / 1000);
  }

  /** 1 for the status that holds, 0 for the two others; nothing where none was reported. */
  statuses(family: string, status: string | null, labels: Values, statusLabel = 'status'): void {
    const given = status?.toLowerCase();
    if (given === undefined) return;
    for (const each of STATUSES) this.add(family, given === each ? 1 : 0, { ...labels, [statusLabel]: each });
  }

  conditions(family: string, conditions: readonly Condition[]): void {
    for (const { type, status } of conditions) this.statuses(family, status, { condition: type });
  }

  /** CPU and memory, each with its unit. */
  resources(family: string, { cpuCores, memoryBytes }: Resources, labels: Values = {}): void {
    this.add(family, cpuCores, { ...labels, resource: 'cpu', unit: 'core' });
    this.add(family, memoryBytes, { ...labels, resource: 'memory', unit: 'byte' });
  }
}
