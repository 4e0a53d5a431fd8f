import type { ServedCluster } from '../cluster/openServedCluster.ts';
import type { SimulatedVm } from '../simulatedVm.ts';
import { CLUSTER_FAULTS, clearCluster } from './clusterFaults.ts';
import { FaultRefused } from './faultRefused.ts';
import { FAULTS } from './faults.ts';
import { unknown } from './nearest.ts';
import { findCluster, findPods } from './targets.ts';
import { WORKLOAD_FAULTS, clearWorkload } from './workloadFaults.ts';

export interface FaultPlace {
  readonly vms: ReadonlyMap<string, SimulatedVm>;
  readonly clusters: readonly ServedCluster[];
  /** An address that no VM has, or null where there is only one. */
  readonly freeAddress: () => string | null;
  /** Tells the others what became of a VM. */
  readonly vmChanged: (vm: SimulatedVm, booted: boolean) => Promise<void>;
}

const NODE_NOT_READY = 'node-not-ready';

/** Does a fault of a VM, a node, a cluster, a pod or a workload; resolves to a sentence. Rejects with `FaultRefused`. */
export async function doFault(place: FaultPlace, name: string, target: string, args: readonly string[]): Promise<string> {
  const { clusters, vms } = place;
  const ofCluster = CLUSTER_FAULTS.get(name);
  if (ofCluster) {
    const served = findCluster(clusters, target);
    return `${served.name} ${await ofCluster.apply(served, args)}`;
  }
  const ofWorkload = WORKLOAD_FAULTS.get(name);
  if (ofWorkload) return ofWorkload.apply(findPods(clusters, target), args);
  if (name === NODE_NOT_READY) return breakNode(clusters, target);
  if (name === 'clear' && !vms.has(target)) return clear(place, target);
  const ofVm = FAULTS.get(name);
  if (!ofVm) throw new FaultRefused(unknown('fault', name, faultNames()));
  const vm = vms.get(target);
  if (!vm) throw new FaultRefused(unknown('VM', target, [...vms.keys()]));
  const slept = vm.state === 'suspended';
  const said = await ofVm.apply({ vm, args, freeAddress: place.freeAddress });
  for (const { cluster } of clusters) if (name === 'reboot') cluster.nodes.machineRebooted(target);
  if (name === 'clear') for (const { cluster } of clusters) cluster.nodes.setBroken(target, false);
  await place.vmChanged(vm, !slept);
  return `${target} ${said}`;
}

async function clear({ clusters, vms }: FaultPlace, target: string): Promise<string> {
  const served = clusters.find(({ name }) => name === target);
  if (served) return clearCluster(served);
  try {
    return clearWorkload(clusters, target);
  } catch (error) {
    if (!(error instanceof FaultRefused)) throw error;
    throw new FaultRefused(unknown('VM', target, [...vms.keys(), ...clusters.map(({ name }) => name)]));
  }
}

function breakNode(clusters: readonly ServedCluster[], target: string): string {
  const served = clusters.find(({ cluster }) => cluster.nodes.has(target));
  if (!served)
    throw new FaultRefused(
      unknown(
        'node',
        target,
        clusters.flatMap(({ cluster }) => cluster.nodes.machines.map(({ name }) => name)),
      ),
    );
  served.cluster.nodes.setBroken(target, true);
  return `${target} is not ready`;
}

export function faultNames(): string[] {
  return [...FAULTS.keys(), ...CLUSTER_FAULTS.keys(), ...WORKLOAD_FAULTS.keys(), NODE_NOT_READY];
}

/** One line for each fault: how it is said, and what it does. */
export function faultsText(): string {
  const line = (usage: string, help: string): string => `fault ${usage.trim().padEnd(30)}  ${help}\n`;
  return [
    ...[...FAULTS].map(([name, { usage, help }]) => line(`${name} VM ${usage}`, help)),
    line(`${NODE_NOT_READY} NODE`, 'the node is not ready, though its VM runs'),
    ...[...WORKLOAD_FAULTS].map(([name, { usage, help }]) => line(`${name} ${usage}`, help)),
    ...[...CLUSTER_FAULTS].map(([name, { usage, help }]) => line(`${name} CLUSTER ${usage}`, help)),
    line('clear CLUSTER', 'the cluster is well again: its API, Hubble, metrics, nodes and pods'),
    line('clear POD|WORKLOAD', 'it is well again; pods that still suffer are replaced'),
  ].join('');
}
