import type { Problem } from '@tart-lab/contract/problem.ts';
import type { PortRow, ProcessRow } from '@tart-lab/contract/rows.ts';
import type { LiveVm } from '../live/labState.ts';
import { nodeStatus, type NodeOfCluster } from './cluster/nodeTable.ts';
import { flag, number, onDemand, text, time } from './tableColumns.ts';
import type { Column } from './tableColumns.ts';

/** A row of one VM. `atMs` is when it was read; null when it was not. */
export interface VmRow {
  readonly live: LiveVm;
  readonly atMs: number | null;
}
type Row<T> = VmRow & T;

const secondsSince = (nowMs: number, atMs: number | null): number | null => (atMs === null ? null : Math.max(0, (nowMs - atMs) / 1000));
const whose = <R extends VmRow>(): Column<R>[] => [
  text('vm', 'VM', ({ live }) => live.vm.name),
  text('cluster', 'Cluster', ({ live }) => live.vm.cluster),
];
const which = <R extends VmRow>(nowMs: number): Column<R>[] => [
  text('mac', 'Mac', ({ live }) => live.vm.mac),
  number('age', 'Age', 's', ({ atMs }) => secondsSince(nowMs, atMs)),
];
/** The latest value of a metric of a VM: of its series with these labels. */
export function latestOf({ guest }: LiveVm, metric: string, labels: Readonly<Record<string, string>> = {}): number | null {
  const fits = Object.entries(labels);
  return guest.latest(metric).find((sample) => fits.every(([key, value]) => sample.labels[key] === value))?.value ?? null;
}
const status = ({ vm, guest }: LiveVm): string =>
  vm.state !== 'running' ? vm.state : guest.up ? 'up' : guest.sinceMs === null ? 'not read yet' : 'silent';
const metric =
  (id: string, labels?: Readonly<Record<string, string>>) =>
  ({ live }: VmRow): number | null =>
    latestOf(live, id, labels);

/** A VM with the Kubernetes node it is, and the pods on it; null where no watched cluster has such a node. */
export type VmWithNode = Row<{ node: NodeOfCluster | null }>;
export const vmColumns = (nowMs: number): Column<VmWithNode>[] => [
  ...whose<VmWithNode>(),
  text('status', 'Status', ({ live }) => status(live)),
  // Kubernetes names the role of control planes only; the other nodes are workers.
  text('role', 'Role', ({ node }) => (node ? node.node.roles.join(', ') || 'worker' : null)),
  text('address', 'Address', ({ live }) => live.vm.address),
  number('cpu_busy', 'CPU busy', 'percentunit', metric('tart_vm_cpu_busy_ratio')),
  number('memory_used', 'Memory used %', 'percentunit', metric('tart_vm_memory_used_ratio')),
  number('disk_used', 'Disk used %', 'percentunit', metric('tart_vm_filesystem_used_ratio', { mountpoint: '/' })),
  number('receive', 'Received', 'Bps', metric('tart_vm_network_receive_bytes_per_second')),
  number('transmit', 'Sent', 'Bps', metric('tart_vm_network_transmit_bytes_per_second')),
  number('load1', 'Load 1 m', 'short', metric('tart_vm_load1')),
  number('pods', 'Pods', 'short', ({ node }) => node?.pods.length ?? null),
  number('uptime', 'Uptime', 's', metric('tart_vm_uptime_seconds')),
  onDemand(time('last_answer', 'Last answer', ({ live }) => live.guest.lastAnswerMs)),
  number('age', 'Age', 's', ({ atMs }) => secondsSince(nowMs, atMs)),
  text('problem', 'Problem', ({ live }) => live.guest.problems()[0]?.detail ?? null),
  time('problem_since', 'Problem since', ({ live }) => live.guest.problems()[0]?.sinceMs ?? null),
  text('mac', 'Mac', ({ live }) => live.vm.mac),
  onDemand(text('state', 'State', ({ live }) => live.vm.state)),
  onDemand(flag('up', 'Up', ({ live }) => (live.vm.state === 'running' ? live.guest.up : null))),
  number('cpu_count', 'vCPUs', 'short', ({ live }) => live.vm.cpuCount),
  number('memory_total', 'Memory', 'bytes', (row) => metric('tart_vm_memory_total_bytes')(row) ?? row.live.vm.memoryBytes),
  onDemand(
    number(
      'disk_size',
      'Disk size',
      'bytes',
      (row) => metric('tart_vm_filesystem_size_bytes', { mountpoint: '/' })(row) ?? row.live.vm.diskBytes,
    ),
  ),
  onDemand(number('image_size', 'Image size on the Mac', 'decbytes', ({ live }) => live.vm.imageBytes)),
  text('os', 'OS', ({ live }) => live.guest.info?.osName ?? live.vm.os),
  onDemand(text('node', 'Node', ({ node }) => node?.node.name ?? null)),
  onDemand(text('node_status', 'Node status', ({ node }) => (node ? nodeStatus(node.node) : null))),
  onDemand(text('kernel', 'Kernel', ({ live }) => live.guest.info?.kernel ?? null)),
  onDemand(text('hostname', 'Host name', ({ live }) => live.guest.info?.hostname ?? null)),
  onDemand(text('address_source', 'Address from', ({ live }) => live.vm.addressSource)),
  onDemand(time('accessed', 'Last access', ({ live }) => live.vm.accessedAtMs)),
];

export const portColumns = (nowMs: number): Column<Row<{ port: PortRow }>>[] => [
  ...whose<Row<{ port: PortRow }>>(),
  text('protocol', 'Protocol', ({ port }) => port.protocol),
  text('address', 'Address', ({ port }) => port.address),
  { ...number<Row<{ port: PortRow }>>('port', 'Port', 'none', ({ port }) => port.port), config: { unit: 'none', filterable: true } },
  text('process', 'Process', ({ port }) => port.process),
  number('pid', 'PID', 'none', ({ port }) => port.pid),
  ...which<Row<{ port: PortRow }>>(nowMs),
];

type Mounted = Row<{ mountpoint: string }>;
const disk =
  (id: string) =>
  ({ live, mountpoint }: Mounted): number | null =>
    latestOf(live, id, { mountpoint });
export const filesystemColumns = (nowMs: number): Column<Mounted>[] => [
  ...whose<Mounted>(),
  text('mountpoint', 'Mounted on', ({ mountpoint }) => mountpoint),
  number('used_ratio', 'Used %', 'percentunit', disk('tart_vm_filesystem_used_ratio')),
  number('used', 'Used', 'bytes', disk('tart_vm_filesystem_used_bytes')),
  number('available', 'Available', 'bytes', disk('tart_vm_filesystem_available_bytes')),
  number('size', 'Size', 'bytes', disk('tart_vm_filesystem_size_bytes')),
  ...which<Mounted>(nowMs),
];

/** Rates are null until a device was read twice, and when its counters began again. */
export interface InterfaceCounts {
  readonly device: string;
  readonly receiveRate: number | null;
  readonly transmitRate: number | null;
  readonly receiveTotal: number | null;
  readonly transmitTotal: number | null;
}
export const interfaceColumns = (nowMs: number): Column<Row<InterfaceCounts>>[] => [
  ...whose<Row<InterfaceCounts>>(),
  text('device', 'Device', ({ device }) => device),
  number('receive', 'Received', 'Bps', ({ receiveRate }) => receiveRate),
  number('transmit', 'Sent', 'Bps', ({ transmitRate }) => transmitRate),
  number('receive_total', 'Received since boot', 'bytes', ({ receiveTotal }) => receiveTotal),
  number('transmit_total', 'Sent since boot', 'bytes', ({ transmitTotal }) => transmitTotal),
  ...which<Row<InterfaceCounts>>(nowMs),
];

type ProcessOfVm = Row<{ process: ProcessRow }>;
export const processColumns = (nowMs: number): Column<ProcessOfVm>[] => [
  ...whose<ProcessOfVm>(),
  text('command', 'Command', ({ process }) => process.command),
  text('user', 'User', ({ process }) => process.user),
  {
    ...number<ProcessOfVm>('cpu', 'CPU', 'percentunit', ({ process }) => process.cpuRatio),
    config: { unit: 'percentunit', min: 0, decimals: 1 },
  },
  number('memory', 'Memory', 'bytes', ({ process }) => process.memoryBytes),
  number('pid', 'PID', 'none', ({ process }) => process.pid),
  ...which<ProcessOfVm>(nowMs),
];

export const problemColumns = (nowMs: number): Column<Problem>[] => [
  time('since', 'Since', ({ sinceMs }) => sinceMs ?? null),
  text('target', 'Target', ({ target }) => target),
  text('kind', 'Kind', ({ kind }) => kind),
  text('doing', 'While trying to', ({ doing }) => doing),
  text('detail', 'What came back', ({ detail }) => detail),
  text('advice', 'What to do', ({ advice }) => advice),
  text('section', 'Section', ({ section }) => section ?? null),
  number('age', 'Age', 's', ({ sinceMs }) => secondsSince(nowMs, sinceMs ?? null)),
];
