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
    clusters: lab.clusters().map((cluster) => ({
      name: cluster.name,
      up: cluster.isUp(),
      lastContactMs: cluster.lastContactMs(),
      nodes: [...cluster.view.nodes.values()].map((node) => ({ ...node, usage: cluster.view.nodeUsage.get(node.name) ?? null })),
      pods: [...cluster.view.pods].map(([key, pod]) => ({ ...pod, usage: cluster.view.podUsage.get(key) ?? null })),
      hpas: [...cluster.view.hpas].map(([key, hpa]) => ({ ...hpa, explanation: cluster.explanations.get(key) ?? null })),
      problems: cluster.problems(),
    })),
    ports: vms.flatMap(({ vm, guest }) => (guest.ports?.rows ?? []).map((port) => ({ vm: vm.name, atMs: guest.ports?.atMs, ...port }))),
    problems: lab.problems(),
  };
}
