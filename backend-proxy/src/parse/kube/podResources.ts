import type { Pod } from './pod.ts';
import type { Resources } from './rows.ts';
import { isSidecar } from './sidecar.ts';

type Kind = 'requests' | 'limits';
const NOTHING: Resources = { cpuCores: null, memoryBytes: null };

/** Null is "does not say": it adds nothing and is no zero. */
const plus = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : a + b);
const most = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.max(a, b));
const merge = (a: Resources, b: Resources, by: typeof plus): Resources => ({
  cpuCores: by(a.cpuCores, b.cpuCores),
  memoryBytes: by(a.memoryBytes, b.memoryBytes),
});

/** Running together: containers and sidecars. Starting: an init container beside the sidecars before it. The greater of the two counts. */
function ofContainers({ containers, initContainers }: Pod['spec'], kind: Kind): Resources {
  let together = NOTHING;
  for (const { resources } of containers) together = merge(together, resources?.[kind] ?? NOTHING, plus);
  let sidecars = NOTHING;
  let starting = NOTHING;
  for (const container of initContainers) {
    const own = container.resources?.[kind] ?? NOTHING;
    if (isSidecar(container)) {
      together = merge(together, own, plus);
      sidecars = merge(sidecars, own, plus);
      starting = merge(starting, sidecars, most);
    } else starting = merge(starting, merge(own, sidecars, plus), most);
  }
  return merge(together, starting, most);
}

/** What is said of the pod as a whole goes before what its containers say, resource by resource. */
function ofPod(spec: Pod['spec'], kind: Kind): Resources {
  const whole = spec.resources?.[kind] ?? NOTHING;
  const parts = ofContainers(spec, kind);
  return { cpuCores: whole.cpuCores ?? parts.cpuCores, memoryBytes: whole.memoryBytes ?? parts.memoryBytes };
}

/**
 * A pod's requests and limits as the scheduler counts them, in cores and bytes; null for what no container says. The pod's overhead
 * is added to requests, and to limits that there are.
 */
export function toPodResources(spec: Pod['spec']): { requests: Resources; limits: Resources } {
  const limits = ofPod(spec, 'limits');
  return {
    requests: merge(ofPod(spec, 'requests'), spec.overhead, plus),
    limits: {
      cpuCores: limits.cpuCores ? limits.cpuCores + (spec.overhead.cpuCores ?? 0) : limits.cpuCores,
      memoryBytes: limits.memoryBytes ? limits.memoryBytes + (spec.overhead.memoryBytes ?? 0) : limits.memoryBytes,
    },
  };
}
