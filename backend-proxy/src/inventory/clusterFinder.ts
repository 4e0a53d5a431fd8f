import { fitsAny } from './fitsAny.ts';

/** A configured cluster: with `vms` (patterns), it has those; without, it has those whose name begins with its own. */
export interface ClusterMembers {
  readonly name: string;
  readonly vms: readonly string[];
}

/** A VM as it is looked for in patterns and prefixes. */
interface NamedVm {
  readonly name: string;
  readonly bareName: string;
  readonly mac: string;
}

/**
 * Finds the cluster a VM belongs to, or null, among `clusters`. `vms` patterns come first (they fit the name as shown or `mac/name`), then `ofNode`,
 * what the clusters' nodes say, then the longest cluster name that begins the VM's name (`dev` has `dev-worker1`).
 */
export function clusterFinder(clusters: readonly ClusterMembers[]): (vm: NamedVm, ofNode?: string | null) => string | null {
  const listed = clusters.map(({ name, vms }) => ({ name, has: fitsAny(vms) }));
  const prefixes = clusters
    .filter(({ vms }) => vms.length === 0)
    .map(({ name }) => name)
    .sort((a, b) => b.length - a.length);
  return ({ name, bareName, mac }, ofNode = null) => {
    const found = listed.find(({ has }) => has(name) || has(`${mac}/${bareName}`));
    if (found) return found.name;
    return ofNode ?? prefixes.find((prefix) => bareName.startsWith(`${prefix}-`)) ?? null;
  };
}
