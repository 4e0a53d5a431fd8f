import type { Reading } from '@tart-lab/contract/sample.ts';
import type { Vm } from '@tart-lab/contract/target.ts';
import { LabState } from '../live/labState.ts';
import { FACTS, reportOf, vmOf } from '../testing.ts';
import type { ExposeDeps, PageOptions } from './expose.ts';
import { labPage } from './expose.ts';

export const NOW = 1_700_000_000_000;
export const readingOf = (name: string, value: number, labels: Record<string, string> = {}): Reading => ({ name, labels, value });

/** A lab with VMs of these names, at `NOW`. */
export function labOf(...vms: (string | Partial<Vm>)[]): LabState {
  const lab = new LabState(() => NOW);
  lab.setInventory(
    vms.map((vm) => (typeof vm === 'string' ? vmOf(vm) : vmOf(vm.name ?? 'a', vm))),
    [],
  );
  return lab;
}

/** A frame of a VM at `atMs` in which one collector brought `readings`. */
export function frame(
  lab: LabState,
  vm: string,
  atMs: number,
  collector: string,
  readings: readonly Reading[],
  details?: () => readonly Reading[],
): void {
  const again = new Map([[collector, () => [...readings, ...(details?.() ?? [])]]]);
  lab.applyReport(reportOf(vm, atMs, { sections: [{ collector, ok: true }], readings, again }), []);
}

export const depsOf = (lab: LabState, nowMs = NOW): ExposeDeps => ({
  lab,
  nowMs,
  intervalMs: () => 5000,
  periodMs: (collector) => (collector === 'filesystem' ? 30_000 : 5000),
});

/** The page's lines without comments. */
export async function linesOf(lab: LabState, nowMs = NOW, options: Partial<PageOptions> = {}): Promise<string[]> {
  const page = await labPage(depsOf(lab, nowMs), FACTS, { format: 'prometheus', withTimes: false, parts: null, ...options }, () =>
    Promise.resolve(),
  );
  return [...page]
    .join('')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}
