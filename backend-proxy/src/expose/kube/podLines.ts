import type { PodRow } from '../../parse/kube/rows.ts';
import type { Lines } from '../lines.ts';
import { addContainer } from './containerLines.ts';
import { RowAdder } from './rowAdder.ts';

const PHASES = ['Pending', 'Succeeded', 'Failed', 'Unknown', 'Running'];

/** A pod with its containers, as kube-state-metrics shows it. */
export function addPod(lines: Lines, cluster: string, pod: PodRow): void {
  const own = { namespace: pod.namespace, pod: pod.name, uid: pod.uid };
  const rows = new RowAdder(lines, { ...own, cluster });
  rows.add('kube_pod_info', 1, {
    host_ip: pod.hostAddress,
    pod_ip: pod.address,
    node: pod.node,
    created_by_kind: pod.owner?.kind,
    created_by_name: pod.owner?.name,
    priority_class: pod.priorityClass,
    host_network: String(pod.hostNetwork),
  });
  rows.time('kube_pod_created', pod.createdAtMs);
  rows.time('kube_pod_start_time', pod.startedAtMs);
  rows.time('kube_pod_deletion_timestamp', pod.deletedAtMs);
  // A pod that nothing controls has an owner all the same, without kind and name: rules join on it.
  rows.add('kube_pod_owner', 1, pod.owner ? { owner_kind: pod.owner.kind, owner_name: pod.owner.name, owner_is_controller: 'true' } : {});
  for (const phase of PHASES) rows.add('kube_pod_status_phase', pod.phase === phase ? 1 : 0, { phase });
  rows.statuses('kube_pod_status_ready', pod.readyStatus, {}, 'condition');
  rows.statuses('kube_pod_status_scheduled', pod.scheduledStatus, {}, 'condition');
  if (pod.wholeReason !== null) rows.add('kube_pod_status_reason', 1, { reason: pod.wholeReason });
  if (pod.qosClass !== null) rows.add('kube_pod_status_qos_class', 1, { qos_class: pod.qosClass });
  for (const container of pod.containerRows) addContainer(lines, { ...own, cluster }, pod.node, container);
}
