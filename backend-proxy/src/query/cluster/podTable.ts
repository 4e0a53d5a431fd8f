import type { PodRow } from '../../parse/kube/rows.ts';
import { number, onDemand, text, time, type Column } from '../tableColumns.ts';
import { clusterColumn, cores, count, dataAge, openShare, secondsSince, share, type JoinedCluster } from './row.ts';

export interface PodOfCluster extends JoinedCluster {
  readonly pod: PodRow;
}

const usage = ({ cluster, pod }: PodOfCluster) => cluster.view.podUsage.get(`${pod.namespace}/${pod.name}`);
const vmOf = ({ join, pod }: PodOfCluster) => (pod.node === null ? null : join.vmOfNode(pod.node));

export const podColumns = (nowMs: number): Column<PodOfCluster>[] => [
  clusterColumn<PodOfCluster>(),
  text('namespace', 'Namespace', ({ pod }) => pod.namespace),
  text('pod', 'Pod', ({ pod }) => pod.name),
  text('status', 'Status', ({ pod }) => pod.reason),
  text('ready', 'Ready', ({ pod }) => `${pod.containersReady}/${pod.containers}`),
  count('restarts', 'Restarts', ({ pod }) => pod.restarts),
  time('last_restart', 'Last restart', ({ pod }) => pod.lastRestartAtMs),
  text('workload', 'Workload', ({ pod }) => pod.workload.name),
  text('node', 'Node', ({ pod }) => pod.node),
  text('vm', 'VM', (row) => vmOf(row)?.name ?? null),
  cores('cpu', 'CPU', (row) => usage(row)?.cpuCores ?? null),
  openShare('cpu_of_request', 'CPU of request', (row) => share(usage(row)?.cpuCores, row.pod.requests.cpuCores)),
  number('memory', 'Memory', 'bytes', (row) => usage(row)?.memoryBytes ?? null),
  openShare('memory_of_limit', 'Memory of limit', (row) => share(usage(row)?.memoryBytes, row.pod.limits.memoryBytes)),
  onDemand(cores('cpu_request', 'CPU request', ({ pod }) => pod.requests.cpuCores)),
  onDemand(cores('cpu_limit', 'CPU limit', ({ pod }) => pod.limits.cpuCores)),
  onDemand(number('memory_request', 'Memory request', 'bytes', ({ pod }) => pod.requests.memoryBytes)),
  onDemand(number('memory_limit', 'Memory limit', 'bytes', ({ pod }) => pod.limits.memoryBytes)),
  onDemand(number('usage_age', 'Age of usage', 's', (row) => secondsSince(nowMs, usage(row)?.atMs ?? null))),
  text('address', 'Address', ({ pod }) => pod.address),
  number('since_started', 'Runs for', 's', ({ pod }) => secondsSince(nowMs, pod.startedAtMs ?? pod.createdAtMs)),
  text('message', 'Why', ({ pod }) => pod.message),
  text('last_end', 'Last end', ({ pod }) =>
    pod.lastTermination ? `${pod.lastTermination.container}: ${pod.lastTermination.reason}` : null,
  ),
  onDemand(time('last_end_at', 'Last end at', ({ pod }) => pod.lastTermination?.atMs ?? null)),
  onDemand(text('phase', 'Phase', ({ pod }) => pod.phase)),
  onDemand(text('workload_kind', 'Workload kind', ({ pod }) => pod.workload.kind)),
  onDemand(text('qos', 'QoS class', ({ pod }) => pod.qosClass)),
  onDemand(time('created', 'Created', ({ pod }) => pod.createdAtMs)),
  onDemand(text('mac', 'Mac', (row) => vmOf(row)?.mac ?? null)),
  dataAge<PodOfCluster>('pods', nowMs),
];
