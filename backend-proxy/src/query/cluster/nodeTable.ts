import type { NodeRow, PodRow } from '../../parse/kube/rows.ts';
import { number, onDemand, text, time, type Column } from '../tableColumns.ts';
import { clusterColumn, cores, count, dataAge, openShare, secondsSince, share, sumKnown, type JoinedCluster } from './row.ts';

export interface NodeOfCluster extends JoinedCluster {
  readonly node: NodeRow;
  /** Pods on it that are neither finished nor failed. */
  readonly pods: readonly PodRow[];
}

export const isActive = ({ phase }: PodRow): boolean => phase !== 'Succeeded' && phase !== 'Failed';

/** The nodes of a cluster, each with its pods. */
export function nodeRows(joined: JoinedCluster): NodeOfCluster[] {
  const { nodes, pods } = joined.cluster.view;
  const podsOf = new Map<string, PodRow[]>();
  for (const pod of pods.values()) {
    if (pod.node === null || !isActive(pod)) continue;
    const list = podsOf.get(pod.node);
    if (list) list.push(pod);
    else podsOf.set(pod.node, [pod]);
  }
  return [...nodes.values()].map((node) => ({ ...joined, node, pods: podsOf.get(node.name) ?? [] }));
}

/** As kubectl says it: `Ready`, `NotReady`, `Unknown` where no condition tells, and `SchedulingDisabled`. Why is in `trouble`. */
export function nodeStatus({ ready, schedulable }: NodeRow): string {
  const health = ready === null ? 'Unknown' : ready ? 'Ready' : 'NotReady';
  return schedulable ? health : `${health},SchedulingDisabled`;
}

const TROUBLES = new Set(['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable']);
/** Conditions that should not be: pressure, and why the node is not ready. */
function troublesOf({ conditions }: NodeRow): string | null {
  const said = conditions.flatMap(({ type, status, reason, message }) => {
    if (type === 'Ready') return status === 'True' ? [] : [message ?? reason ?? 'not ready'];
    return TROUBLES.has(type) && status === 'True' ? [type] : [];
  });
  return said.length > 0 ? said.join('; ') : null;
}

const usage = ({ cluster, node }: NodeOfCluster) => cluster.view.nodeUsage.get(node.name);
const requested = (pods: readonly PodRow[], of: 'requests' | 'limits', what: 'cpuCores' | 'memoryBytes'): number =>
  sumKnown(pods.map((pod) => pod[of][what])) ?? 0;
const vmOf = ({ join, node }: NodeOfCluster) => join.vmOfNode(node.name);

export const nodeColumns = (nowMs: number): Column<NodeOfCluster>[] => [
  clusterColumn<NodeOfCluster>(),
  text('node', 'Node', ({ node }) => node.name),
  text('status', 'Status', ({ node }) => nodeStatus(node)),
  text('roles', 'Roles', ({ node }) => node.roles.join(', ') || null),
  text('vm', 'VM', (row) => vmOf(row)?.name ?? null),
  text('address', 'Address', ({ node }) => node.addresses[0] ?? null),
  openShare('cpu_usage', 'CPU usage %', (row) => share(usage(row)?.cpuCores, row.node.allocatable.cpuCores)),
  openShare('memory_usage', 'Memory usage %', (row) => share(usage(row)?.memoryBytes, row.node.allocatable.memoryBytes)),
  openShare('cpu_requests', 'CPU requested %', ({ node, pods }) =>
    share(requested(pods, 'requests', 'cpuCores'), node.allocatable.cpuCores),
  ),
  openShare('memory_requests', 'Memory requested %', ({ node, pods }) =>
    share(requested(pods, 'requests', 'memoryBytes'), node.allocatable.memoryBytes),
  ),
  onDemand(
    openShare('cpu_limits', 'CPU limits %', ({ node, pods }) => share(requested(pods, 'limits', 'cpuCores'), node.allocatable.cpuCores)),
  ),
  onDemand(
    openShare('memory_limits', 'Memory limits %', ({ node, pods }) =>
      share(requested(pods, 'limits', 'memoryBytes'), node.allocatable.memoryBytes),
    ),
  ),
  count('pods', 'Pods', ({ pods }) => pods.length),
  count('pods_allocatable', 'Pods allocatable', ({ node }) => node.podsAllocatable),
  cores('cpu_cores', 'CPU allocatable', ({ node }) => node.allocatable.cpuCores),
  number('memory', 'Memory allocatable', 'bytes', ({ node }) => node.allocatable.memoryBytes),
  onDemand(cores('cpu_used_cores', 'CPU used', (row) => usage(row)?.cpuCores ?? null)),
  onDemand(number('memory_used', 'Memory used', 'bytes', (row) => usage(row)?.memoryBytes ?? null)),
  text('trouble', 'Trouble', ({ node }) => troublesOf(node)),
  text('version', 'Version', ({ node }) => node.version),
  onDemand(text('os', 'OS', ({ node }) => node.osImage)),
  onDemand(text('kernel', 'Kernel', ({ node }) => node.kernel)),
  onDemand(text('taints', 'Taints', ({ node }) => node.taints.join(', ') || null)),
  onDemand(text('mac', 'Mac', (row) => vmOf(row)?.mac ?? null)),
  onDemand(time('created', 'Created', ({ node }) => node.createdAtMs)),
  number('since_created', 'Exists for', 's', ({ node }) => secondsSince(nowMs, node.createdAtMs)),
  dataAge<NodeOfCluster>('nodes', nowMs),
];
