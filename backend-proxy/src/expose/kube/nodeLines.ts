import type { NodeRow } from '../../parse/kube/rows.ts';
import type { Lines } from '../lines.ts';
import { RowAdder } from './rowAdder.ts';

const TAINT = /^([^=:]+)(?:=([^:]*))?:(.+)$/;

/** A node, as kube-state-metrics shows it. */
export function addNode(lines: Lines, cluster: string, node: NodeRow): void {
  const rows = new RowAdder(lines, { node: node.name, cluster });
  rows.add('kube_node_info', 1, {
    kernel_version: node.kernel,
    os_image: node.osImage,
    container_runtime_version: node.runtime,
    kubelet_version: node.version,
    provider_id: node.providerId,
    pod_cidr: node.podCidr,
    internal_ip: node.addresses[0],
  });
  rows.time('kube_node_created', node.createdAtMs);
  for (const role of node.roles) rows.add('kube_node_role', 1, { role });
  rows.add('kube_node_spec_unschedulable', node.schedulable ? 0 : 1);
  for (const taint of node.taints) {
    const [, key, value, effect] = TAINT.exec(taint) ?? [];
    if (key !== undefined) rows.add('kube_node_spec_taint', 1, { key, value, effect });
  }
  rows.conditions('kube_node_status_condition', node.conditions);
  rows.resources('kube_node_status_capacity', node.capacity);
  rows.add('kube_node_status_capacity', node.podsCapacity, { resource: 'pods', unit: 'integer' });
  rows.resources('kube_node_status_allocatable', node.allocatable);
  rows.add('kube_node_status_allocatable', node.podsAllocatable, { resource: 'pods', unit: 'integer' });
}
