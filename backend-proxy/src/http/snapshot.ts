import type { Snapshot } from '@tart-lab/contract/routes.ts';
import type { LabState } from '../live/labState.ts';

/** The whole lab as it is now. Values are the latest of every series without labels of its own; a VM that does not run has none. */
export function toSnapshot(lab: LabState, nowMs: number): Snapshot {
  const vms = lab.all();
  return {
    atMs: nowMs,
    vms: vms.map(({ vm, guest }) => ({
      ...vm,
      up: guest.up,
      lastAnswerMs: guest.lastAnswerMs,
      metrics: Object.fromEntries(
        guest
          .latest()
          .filter(({ labels }) => Object.keys(labels).every((key) => key === 'vm' || key === 'mac' || key === 'cluster'))
          .map(({ metric, value }) => [metric, value]),
      ),
      problems: guest.problems(),
    })),
    ports: vms.flatMap(({ vm, guest }) => (guest.ports?.rows ?? []).map((port) => ({ vm: vm.name, atMs: guest.ports?.atMs, ...port }))),
    problems: lab.problems(),
  };
}
