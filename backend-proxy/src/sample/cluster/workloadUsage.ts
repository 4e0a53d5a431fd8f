import type { ClusterView } from '../../collect/kube/clusterView.ts';
import { workloadKey } from './podTotals.ts';

export interface WorkloadUsage {
  readonly namespace: string;
  readonly workload: string;
  cpuCores: number;
  memoryBytes: number;
}

/** Use by workload, in cores and bytes: the sum of its pods that are known to metrics.k8s.io. A pod that is gone is left out. */
export function usageByWorkload({ pods, podUsage }: ClusterView): ReadonlyMap<string, WorkloadUsage> {
  const sums = new Map<string, WorkloadUsage>();
  podUsage.forEach(({ cpuCores, memoryBytes }, key) => {
    const pod = pods.get(key);
    if (!pod) return;
    const workload = workloadKey(pod.namespace, pod.workload.name);
    const sum = sums.get(workload);
    if (sum) {
      sum.cpuCores += cpuCores;
      sum.memoryBytes += memoryBytes;
    } else sums.set(workload, { namespace: pod.namespace, workload: pod.workload.name, cpuCores, memoryBytes });
  });
  return sums;
}
