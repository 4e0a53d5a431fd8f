import type { Vm } from '@tart-lab/contract/target.ts';
import type { NodeRow } from '../../parse/kube/rows.ts';

/** Which VM a node is, and which node a VM is; null where that is not known. */
export interface VmJoin {
  vmOfNode(node: string): Vm | null;
  nodeOfVm(vm: string): NodeRow | null;
}

/** By key, what has it alone: two of one key cannot be told apart, and neither is found. */
function unique<T>(items: readonly T[], keysOf: (item: T) => readonly string[]): Map<string, T | null> {
  const found = new Map<string, T | null>();
  for (const item of items) for (const key of new Set(keysOf(item))) found.set(key, found.has(key) ? null : item);
  return found;
}

/**
 * Finds the VM of each node: by its name, else by one of its addresses, where the VM's own is not stale. A name or an address that
 * two VMs or two nodes have says nothing, and a VM is one node at most.
 */
export function joinVms(nodes: readonly NodeRow[], vms: readonly Vm[]): VmJoin {
  const vmsByName = unique(vms, ({ name }) => [name]);
  const vmsByAddress = unique(vms, ({ address, addressStale }) => (address === null || addressStale ? [] : [address]));
  const nodesByAddress = unique(nodes, ({ addresses }) => addresses);
  const vmOf = new Map<string, Vm>();
  const nodeOf = new Map<string, NodeRow>();
  const join = (node: NodeRow, vm: Vm | null | undefined) => {
    if (!vm || nodeOf.has(vm.name)) return;
    vmOf.set(node.name, vm);
    nodeOf.set(vm.name, node);
  };
  for (const node of nodes) join(node, vmsByName.get(node.name));
  for (const node of nodes) {
    // Two VMs of its name may not be told apart by one's address: it may be the other's old one.
    if (vmsByName.has(node.name)) continue;
    const found = new Set(node.addresses.flatMap((address) => (nodesByAddress.get(address) ? (vmsByAddress.get(address) ?? []) : [])));
    if (found.size === 1) join(node, [...found][0]);
  }
  return { vmOfNode: (node) => vmOf.get(node) ?? null, nodeOfVm: (vm) => nodeOf.get(vm) ?? null };
}
