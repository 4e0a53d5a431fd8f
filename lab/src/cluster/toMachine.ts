import { busyRatio } from '../guest/cpu.ts';
import type { HeldLoad } from '../guest/conditions.ts';
import { memoryOf } from '../guest/memory.ts';
import type { SimulatedVm } from '../simulatedVm.ts';
import type { Machine } from './nodes/machine.ts';

/** A VM of the lab as its cluster sees it: the address that tart tells, and its CPU and memory as the guest shows them. */
export function toMachine(vm: SimulatedVm, oneAddress: boolean): Machine {
  const { guest, spec } = vm;
  let held: HeldLoad | null = null;
  return {
    ...spec,
    guest,
    // Where all VMs share a loopback address it says nothing; the one that the guest believes in tells them apart.
    address: () => (oneAddress ? guest.address : vm.place.host),
    isRunning: () => vm.state === 'running',
    bootId: (atMs) => guest.bootId(atMs),
    busyRatio: (atMs) => busyRatio(guest, atMs),
    memoryUsed: (atMs) => {
      const { total, available } = memoryOf(guest, atMs);
      return (total - available) * 1024;
    },
    holdLoad: (busy, atMs) => {
      if (held) held.toMs = atMs;
      held = busy === null ? null : { fromMs: atMs, toMs: Infinity, busy };
      if (held) guest.conditions.heldLoads.push(held);
    },
  };
}
