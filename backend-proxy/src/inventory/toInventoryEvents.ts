import type { EventKind, LabEvent } from '@tart-lab/contract/event.ts';
import type { Vm, VmState } from '@tart-lab/contract/target.ts';

/** States that are worth an event when a VM enters them. `unknown` is not: nothing is known to have happened. */
const ENTERED: Partial<Record<VmState, { kind: EventKind; words: string }>> = {
  running: { kind: 'vm_started', words: 'started' },
  stopped: { kind: 'vm_stopped', words: 'stopped' },
  suspended: { kind: 'vm_suspended', words: 'was suspended' },
};

/**
 * What happened between two readings of the inventory, in the order of `after`, deletions last; `nowMs` (epoch ms) is the
 * later reading's time. `before` null is the first reading: VMs that were there all along are no event. Pure.
 */
export function toInventoryEvents(before: readonly Vm[] | null, after: readonly Vm[], nowMs: number): LabEvent[] {
  if (before === null) return [];
  const earlier = new Map(before.map((vm) => [identity(vm), vm]));
  const later = new Set(after.map(identity));
  const event = (vm: Vm, kind: EventKind, words: string, labels: Record<string, string> = {}): LabEvent => ({
    atMs: nowMs,
    kind,
    severity: 'info',
    text: `${vm.name} ${words}`,
    labels: { vm: vm.name, mac: vm.mac, ...(vm.cluster === null ? {} : { cluster: vm.cluster }), ...labels },
  });
  const changed = after.flatMap((vm) => {
    const was = earlier.get(identity(vm));
    const events: LabEvent[] = was ? [] : [event(vm, 'vm_created', 'was created')];
    const entered = ENTERED[vm.state];
    if (entered && (was ? was.state !== vm.state : vm.state === 'running')) events.push(event(vm, entered.kind, entered.words));
    if (was && was.address !== null && vm.address !== null && was.address !== vm.address)
      events.push(event(vm, 'address_changed', `moved from ${was.address} to ${vm.address}`, { address: vm.address, was: was.address }));
    return events;
  });
  const gone = before.filter((vm) => !later.has(identity(vm))).map((vm) => event(vm, 'vm_deleted', 'was deleted'));
  return [...changed, ...gone];
}

/** A VM stays itself when another Mac's VM of its name makes it be shown with its Mac. */
const identity = ({ name, mac }: Vm): string => (name.startsWith(`${mac}/`) ? name : `${mac}/${name}`);
