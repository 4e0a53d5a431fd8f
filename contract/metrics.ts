import { z } from 'zod';
import { CLUSTER_METRICS } from './clusterMetrics.ts';

/** The fold that keeps a metric's meaning when several points become one. */
export const Fold = z.enum(['avg', 'max', 'min', 'last']);
export type Fold = z.infer<typeof Fold>;

/**
 * One metric that can be queried: what the editor lists, what a panel shows, what history keeps.
 *
 * `unit` is a Grafana unit id; `kind` says what the number is; `labels` are the metric's own (a VM's series also carry
 * `vm`, `mac` and `cluster`, a cluster's carry `cluster`, and those of a node its `vm` where it is known); `fold` is used when points are thinned out and `aggregate` across VMs says nothing else.
 */
export const Metric = z.object({
  id: z.string(),
  name: z.string(),
  group: z.string(),
  unit: z.string(),
  kind: z.enum(['gauge', 'rate', 'ratio', 'state']),
  scope: z.enum(['vm', 'mac', 'cluster', 'proxy']),
  labels: z.array(z.string()),
  help: z.string(),
  collector: z.string(),
  fold: Fold,
  min: z.number().optional(),
  max: z.number().optional(),
  decimals: z.number().optional(),
  /** The reading behind it: its value, or its difference by time. Absent when `sample/` computes it from several. */
  from: z.object({ reading: z.string(), as: z.enum(['value', 'rate']) }).optional(),
});
export type Metric = z.infer<typeof Metric>;

type Draft = Partial<Metric> & Pick<Metric, 'id' | 'name' | 'help' | 'collector'>;
const RATIO = { kind: 'ratio', min: 0, max: 1, decimals: 1 } as const;
const GAUGE = { kind: 'gauge', min: 0 } as const;
const vmMetric = (group: string, unit: string, draft: Draft): Metric => ({
  ...(unit === 'percentunit' ? RATIO : GAUGE),
  group,
  unit,
  scope: 'vm',
  labels: [],
  fold: 'avg',
  ...draft,
});
const rateOf = (reading: string): Pick<Metric, 'kind' | 'from'> => ({ kind: 'rate', from: { reading, as: 'rate' } });
const valueOf = (reading: string): Pick<Metric, 'from'> => ({ from: { reading, as: 'value' } });
/** Seconds per second: the share of time that a counter of seconds grew. */
const shareOf = (reading: string): Pick<Metric, 'kind' | 'from'> => ({ kind: 'ratio', from: { reading, as: 'rate' } });

export const METRICS: readonly Metric[] = [
  vmMetric('VM', 'short', {
    id: 'tart_vm_up',
    name: 'Up',
    kind: 'state',
    max: 1,
    fold: 'min',
    collector: 'inventory',
    help: '1 when the VM answered its last frame, 0 when it did not. A VM that is not meant to run has no value.',
  }),
  vmMetric('VM', 's', {
    id: 'tart_vm_uptime_seconds',
    name: 'Uptime',
    fold: 'last',
    collector: 'uptime',
    help: 'Time since the guest booted.',
    ...valueOf('tart_uptime_seconds'),
  }),
  vmMetric('VM', 'short', {
    id: 'tart_vm_cpu_count',
    name: 'vCPUs',
    fold: 'last',
    collector: 'inventory',
    help: 'Virtual CPUs that tart gave the VM.',
  }),
  vmMetric('VM', 'bytes', {
    id: 'tart_vm_memory_configured_bytes',
    name: 'Memory configured',
    fold: 'last',
    collector: 'inventory',
    help: 'Memory that tart gave the VM.',
  }),
  vmMetric('VM', 'decbytes', {
    id: 'tart_vm_image_bytes',
    name: 'Image size on the Mac',
    fold: 'last',
    collector: 'inventory',
    help: 'Space the VM’s image takes on the Mac’s disk.',
  }),
  vmMetric('VM', 's', {
    id: 'tart_vm_clock_offset_seconds',
    name: 'Clock offset',
    min: undefined,
    decimals: 3,
    collector: 'clock',
    help: 'Guest clock minus the proxy’s clock; positive when the guest is ahead.',
  }),
  vmMetric('VM', 's', {
    id: 'tart_vm_round_trip_seconds',
    name: 'Round trip',
    collector: 'frame',
    help: 'Time from asking the guest’s shell to its first byte.',
  }),
  vmMetric('VM', 's', {
    id: 'tart_vm_frame_seconds',
    name: 'Frame duration',
    collector: 'frame',
    help: 'Time from asking the guest to the end of its answer.',
  }),
  vmMetric('VM', 'percentunit', {
    id: 'tart_vm_frame_cpu_ratio',
    name: 'CPU used by Tart Lab',
    max: undefined,
    decimals: 3,
    collector: 'cost',
    help: 'CPU that reading this guest costs in the guest: seconds per second.',
    ...shareOf('tartlab_guest_cpu_seconds_total'),
  }),

  vmMetric('CPU', 'percentunit', {
    id: 'tart_vm_cpu_busy_ratio',
    name: 'CPU busy',
    collector: 'cpu',
    help: 'Share of all CPU time that was neither idle nor waiting for I/O.',
  }),
  vmMetric('CPU', 'percentunit', {
    id: 'tart_vm_cpu_mode_ratio',
    name: 'CPU by mode',
    labels: ['mode'],
    collector: 'cpu',
    help: 'Share of all CPU time by mode: user, nice, system, idle, iowait, irq, softirq, steal.',
  }),
  vmMetric('CPU', 'short', {
    id: 'tart_vm_load1',
    name: 'Load 1 m',
    decimals: 2,
    collector: 'load',
    help: 'Load average over 1 minute.',
    ...valueOf('node_load1'),
  }),
  vmMetric('CPU', 'short', {
    id: 'tart_vm_load5',
    name: 'Load 5 m',
    decimals: 2,
    collector: 'load',
    help: 'Load average over 5 minutes.',
    ...valueOf('node_load5'),
  }),
  vmMetric('CPU', 'short', {
    id: 'tart_vm_load15',
    name: 'Load 15 m',
    decimals: 2,
    collector: 'load',
    help: 'Load average over 15 minutes.',
    ...valueOf('node_load15'),
  }),
  vmMetric('CPU', 'percentunit', {
    id: 'tart_vm_pressure_cpu_waiting_ratio',
    name: 'CPU pressure',
    collector: 'pressure',
    help: 'Share of time in which some task waited for a CPU (PSI).',
    ...shareOf('node_pressure_cpu_waiting_seconds_total'),
  }),

  vmMetric('Memory', 'percentunit', {
    id: 'tart_vm_memory_used_ratio',
    name: 'Memory used %',
    collector: 'memory',
    help: 'Used memory (total − available) over total.',
  }),
  vmMetric('Memory', 'bytes', {
    id: 'tart_vm_memory_used_bytes',
    name: 'Memory used',
    collector: 'memory',
    help: 'Total − available memory.',
  }),
  vmMetric('Memory', 'bytes', {
    id: 'tart_vm_memory_available_bytes',
    name: 'Memory available',
    fold: 'min',
    collector: 'memory',
    help: 'Memory that new programs can have without swapping.',
    ...valueOf('node_memory_MemAvailable_bytes'),
  }),
  vmMetric('Memory', 'bytes', {
    id: 'tart_vm_memory_total_bytes',
    name: 'Memory total',
    fold: 'last',
    collector: 'memory',
    help: 'Memory the guest’s kernel can use.',
    ...valueOf('node_memory_MemTotal_bytes'),
  }),
  vmMetric('Memory', 'bytes', { id: 'tart_vm_swap_used_bytes', name: 'Swap used', collector: 'memory', help: 'Swap space in use.' }),
  vmMetric('Memory', 'percentunit', {
    id: 'tart_vm_pressure_memory_waiting_ratio',
    name: 'Memory pressure',
    collector: 'pressure',
    help: 'Share of time in which some task waited for memory (PSI).',
    ...shareOf('node_pressure_memory_waiting_seconds_total'),
  }),
  vmMetric('Memory', 'percentunit', {
    id: 'tart_vm_pressure_memory_stalled_ratio',
    name: 'Memory pressure, all stalled',
    collector: 'pressure',
    help: 'Share of time in which every task waited for memory (PSI).',
    ...shareOf('node_pressure_memory_stalled_seconds_total'),
  }),

  vmMetric('Disk', 'percentunit', {
    id: 'tart_vm_filesystem_used_ratio',
    name: 'Disk used %',
    labels: ['mountpoint'],
    collector: 'filesystem',
    help: 'Used space over used plus available, as df shows it.',
  }),
  vmMetric('Disk', 'bytes', {
    id: 'tart_vm_filesystem_used_bytes',
    name: 'Disk used',
    labels: ['mountpoint'],
    collector: 'filesystem',
    help: 'Space in use on a local filesystem.',
    ...valueOf('node_filesystem_used_bytes'),
  }),
  vmMetric('Disk', 'bytes', {
    id: 'tart_vm_filesystem_available_bytes',
    name: 'Disk available',
    labels: ['mountpoint'],
    fold: 'min',
    collector: 'filesystem',
    help: 'Space that users without privileges can have.',
    ...valueOf('node_filesystem_avail_bytes'),
  }),
  vmMetric('Disk', 'bytes', {
    id: 'tart_vm_filesystem_size_bytes',
    name: 'Disk size',
    labels: ['mountpoint'],
    fold: 'last',
    collector: 'filesystem',
    help: 'Size of a local filesystem.',
    ...valueOf('node_filesystem_size_bytes'),
  }),
  vmMetric('Disk', 'binBps', {
    id: 'tart_vm_disk_read_bytes_per_second',
    name: 'Disk reads',
    labels: ['device'],
    collector: 'diskIo',
    help: 'Bytes read from a disk each second.',
    ...rateOf('node_disk_read_bytes_total'),
  }),
  vmMetric('Disk', 'binBps', {
    id: 'tart_vm_disk_written_bytes_per_second',
    name: 'Disk writes',
    labels: ['device'],
    collector: 'diskIo',
    help: 'Bytes written to a disk each second.',
    ...rateOf('node_disk_written_bytes_total'),
  }),
  vmMetric('Disk', 'percentunit', {
    id: 'tart_vm_disk_busy_ratio',
    name: 'Disk busy',
    labels: ['device'],
    collector: 'diskIo',
    help: 'Share of time in which a disk had work.',
    ...shareOf('node_disk_io_time_seconds_total'),
  }),
  vmMetric('Disk', 'percentunit', {
    id: 'tart_vm_pressure_io_waiting_ratio',
    name: 'I/O pressure',
    collector: 'pressure',
    help: 'Share of time in which some task waited for I/O (PSI).',
    ...shareOf('node_pressure_io_waiting_seconds_total'),
  }),
  vmMetric('Disk', 'percentunit', {
    id: 'tart_vm_pressure_io_stalled_ratio',
    name: 'I/O pressure, all stalled',
    collector: 'pressure',
    help: 'Share of time in which every task waited for I/O (PSI).',
    ...shareOf('node_pressure_io_stalled_seconds_total'),
  }),

  vmMetric('Network', 'Bps', {
    id: 'tart_vm_network_receive_bytes_per_second',
    name: 'Network received',
    kind: 'rate',
    collector: 'network',
    help: 'Bytes received each second by the VM: its physical devices, or else the device of the default route.',
  }),
  vmMetric('Network', 'Bps', {
    id: 'tart_vm_network_transmit_bytes_per_second',
    name: 'Network sent',
    kind: 'rate',
    collector: 'network',
    help: 'Bytes sent each second by the VM: its physical devices, or else the device of the default route.',
  }),
  vmMetric('Network', 'Bps', {
    id: 'tart_vm_device_receive_bytes_per_second',
    name: 'Network received by device',
    labels: ['device'],
    collector: 'network',
    help: 'Bytes received each second by a device. Devices of single pods (lxc*, veth*) are in the interfaces table only.',
    ...rateOf('node_network_receive_bytes_total'),
  }),
  vmMetric('Network', 'Bps', {
    id: 'tart_vm_device_transmit_bytes_per_second',
    name: 'Network sent by device',
    labels: ['device'],
    collector: 'network',
    help: 'Bytes sent each second by a device. Devices of single pods (lxc*, veth*) are in the interfaces table only.',
    ...rateOf('node_network_transmit_bytes_total'),
  }),
  vmMetric('Network', 'pps', {
    id: 'tart_vm_device_receive_packets_per_second',
    name: 'Packets received by device',
    labels: ['device'],
    collector: 'network',
    help: 'Packets received each second by a device.',
    ...rateOf('node_network_receive_packets_total'),
  }),
  vmMetric('Network', 'pps', {
    id: 'tart_vm_device_transmit_packets_per_second',
    name: 'Packets sent by device',
    labels: ['device'],
    collector: 'network',
    help: 'Packets sent each second by a device.',
    ...rateOf('node_network_transmit_packets_total'),
  }),
  vmMetric('Network', 'pps', {
    id: 'tart_vm_device_errors_per_second',
    name: 'Network errors by device',
    labels: ['device'],
    kind: 'rate',
    fold: 'max',
    collector: 'network',
    help: 'Receive and transmit errors and drops of a device each second.',
  }),
  vmMetric('Network', 'short', {
    id: 'tart_vm_tcp_connections',
    name: 'TCP sockets by state',
    labels: ['state'],
    decimals: 0,
    collector: 'tcp',
    help: 'TCP sockets as ss -s counts them; the states overlap. established: connections, with those that the peer has closed (CLOSE-WAIT). in_use: listening, connecting, connected or closing. time_wait: closed, waiting out late packets. orphaned: closed by their program, not yet by the peer. allocated: all that the kernel holds memory for. orphaned and allocated count containers too.',
    ...valueOf('tart_tcp_sockets'),
  }),
  vmMetric('Network', 'short', {
    id: 'tart_vm_ports_listening',
    name: 'Listening ports',
    labels: ['protocol'],
    decimals: 0,
    fold: 'last',
    collector: 'ports',
    help: 'Ports that something in the guest listens on.',
    ...valueOf('tart_ports_listening'),
  }),

  vmMetric('Processes', 'short', {
    id: 'tart_vm_processes',
    name: 'Processes',
    decimals: 0,
    collector: 'processes',
    help: 'Processes in the guest.',
    ...valueOf('node_processes_pids'),
  }),
  vmMetric('Processes', 'short', {
    id: 'tart_vm_threads',
    name: 'Threads',
    decimals: 0,
    collector: 'load',
    help: 'Threads in the guest.',
    ...valueOf('node_processes_threads'),
  }),
  vmMetric('Processes', 'cps', {
    id: 'tart_vm_forks_per_second',
    name: 'Processes started',
    collector: 'cpu',
    help: 'Processes started each second.',
    ...rateOf('node_forks_total'),
  }),
  vmMetric('Processes', 'cps', {
    id: 'tart_vm_context_switches_per_second',
    name: 'Context switches',
    collector: 'cpu',
    help: 'Context switches each second.',
    ...rateOf('node_context_switches_total'),
  }),
  ...CLUSTER_METRICS,
];

const byId = new Map(METRICS.map((metric) => [metric.id, metric]));

/** The catalogue row of a metric id, or undefined when there is none. */
export function findMetric(id: string): Metric | undefined {
  return byId.get(id);
}
