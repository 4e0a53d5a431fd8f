import { fitsAny } from './fitsAny.ts';

/** A configured cluster: with `vms` (patterns), it has those; without, it has those whose name begins with its own. */
export interface ClusterMembers {
  readonly name: string;
  readonly vms: readonly string[];
}

/**
 * The cluster a VM belongs to, or null. `vms` patterns come first (they fit the name as shown or `mac/name`), then `ofNode`,
 * what the clusters' nodes say, then the longest cluster name that begins the VM's name (`dev` has `dev-worker1`).
 */
export function toCluster(
  vm: { readonly name: string; readonly bareName: string; readonly mac: string },
  clusters: readonly ClusterMembers[],
  ofNode: string | null = null,
): string | null {
  const names = [vm.name, `${vm.mac}/${vm.bareName}`];
  const listed = clusters.find(({ vms }) => names.some((name) => fitsAny(vms, name)));
  if (listed) return listed.name;
  if (ofNode !== null) return ofNode;
  const byName = clusters.filter(({ name, vms }) => vms.length === 0 && vm.bareName.startsWith(`${name}-`));
  return byName.sort((a, b) => b.name.length - a.name.length)[0]?.name ?? null;
}
