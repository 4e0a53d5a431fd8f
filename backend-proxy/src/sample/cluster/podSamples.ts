import type { ClusterView } from '../../collect/kube/clusterView.ts';
import type { Add } from './adder.ts';
import { hasPodSeries, type LabelSets } from './labelSets.ts';
import { noPods, totalPods, workloadKey } from './podTotals.ts';

/**
 * What the pods say of the cluster, its nodes, workloads and single pods. `reasonsBefore` are the reasons counted last: one that has no
 * pods any more is 0. Answers with the reasons that have pods.
 */
export function addPodSamples(view: ClusterView, labels: LabelSets, add: Add, reasonsBefore: readonly string[]): string[] {
  const { phases, reasons, restarts, byNode, byWorkload } = totalPods(view.pods);
  const counted = [...reasons.keys()];
  for (const reason of reasonsBefore) if (!reasons.has(reason)) reasons.set(reason, 0);
  for (const [phase, pods] of phases) add('tart_cluster_pods', labels.one('phase', phase), pods);
  for (const [reason, pods] of reasons) add('tart_cluster_pods_by_reason', labels.one('reason', reason), pods);
  for (const [namespace, count] of restarts) add('tart_cluster_pod_restarts', labels.one('namespace', namespace), count);
  view.nodes.forEach(({ name }) => {
    const own = labels.node(name);
    const totals = byNode.get(name) ?? noPods();
    add('tart_node_pods', own, totals.pods);
    add('tart_node_cpu_requests_cores', own, totals.cpuRequests ?? 0);
    add('tart_node_cpu_limits_cores', own, totals.cpuLimits ?? 0);
    add('tart_node_memory_requests_bytes', own, totals.memoryRequests ?? 0);
    add('tart_node_memory_limits_bytes', own, totals.memoryLimits ?? 0);
  });
  // A Deployment without pods has 0, and is not gone.
  view.deployments.forEach(({ namespace, name }) => {
    const key = workloadKey(namespace, name);
    if (!byWorkload.has(key)) byWorkload.set(key, { namespace, workload: name, ...noPods() });
  });
  byWorkload.forEach((totals) => {
    const own = labels.workload(totals.namespace, totals.workload);
    add('tart_workload_pods', own, totals.pods);
    add('tart_workload_pods_ready', own, totals.ready);
    add('tart_workload_restarts', own, totals.restarts);
    add('tart_workload_cpu_requests_cores', own, totals.cpuRequests);
    add('tart_workload_memory_requests_bytes', own, totals.memoryRequests);
  });
  if (!hasPodSeries(view)) return counted;
  view.pods.forEach((pod) => {
    if (pod.node !== null) add('tart_pod_restarts', labels.pod(pod, pod.node), pod.restarts);
  });
  return counted;
}
