/**
 * Everything a guest's collectors read, under the names that node_exporter gives it. These are the raw values behind
 * `metrics.ts`: counters as the kernel counts them, sizes in bytes, times in seconds.
 */
export interface ReadingInfo {
  readonly name: string;
  readonly kind: 'counter' | 'gauge';
  readonly labels: readonly string[];
  readonly help: string;
  readonly collector: string;
}

const counter = (collector: string, name: string, labels: readonly string[], help: string): ReadingInfo => ({
  name,
  kind: 'counter',
  labels,
  help,
  collector,
});
const gauge = (collector: string, name: string, labels: readonly string[], help: string): ReadingInfo => ({
  name,
  kind: 'gauge',
  labels,
  help,
  collector,
});

const memoryField = (field: string, help: string): ReadingInfo => gauge('memory', `node_memory_${field}_bytes`, [], help);
const networkField = (field: string, help: string): ReadingInfo => counter('network', `node_network_${field}_total`, ['device'], help);
const diskField = (field: string, help: string): ReadingInfo => counter('diskIo', `node_disk_${field}_total`, ['device'], help);
const pressureField = (field: string, help: string): ReadingInfo => counter('pressure', `node_pressure_${field}_seconds_total`, [], help);

export const READINGS: readonly ReadingInfo[] = [
  counter('cpu', 'node_cpu_seconds_total', ['cpu', 'mode'], 'Seconds each CPU spent in each mode since boot.'),
  counter('cpu', 'node_context_switches_total', [], 'Context switches since boot.'),
  counter('cpu', 'node_forks_total', [], 'Processes started since boot.'),
  gauge('cpu', 'node_procs_running', [], 'Processes that can run now.'),
  gauge('cpu', 'node_procs_blocked', [], 'Processes that wait for I/O.'),
  gauge('cpu', 'node_boot_time_seconds', [], 'When the guest booted, in seconds since the epoch, by its own clock.'),
  gauge('load', 'node_load1', [], 'Load average over 1 minute.'),
  gauge('load', 'node_load5', [], 'Load average over 5 minutes.'),
  gauge('load', 'node_load15', [], 'Load average over 15 minutes.'),
  gauge('load', 'node_processes_threads', [], 'Threads in the guest.'),
  memoryField('MemTotal', 'Memory the kernel can use.'),
  memoryField('MemFree', 'Memory that nothing uses.'),
  memoryField('MemAvailable', 'Memory that new programs can have without swapping.'),
  memoryField('Buffers', 'Memory in block device buffers.'),
  memoryField('Cached', 'Memory in the page cache.'),
  memoryField('Shmem', 'Shared memory and tmpfs.'),
  memoryField('SReclaimable', 'Kernel memory that can be given back.'),
  memoryField('SwapTotal', 'Swap space.'),
  memoryField('SwapFree', 'Swap space that nothing uses.'),
  pressureField('cpu_waiting', 'Seconds in which some task waited for a CPU.'),
  pressureField('memory_waiting', 'Seconds in which some task waited for memory.'),
  pressureField('memory_stalled', 'Seconds in which every task waited for memory.'),
  pressureField('io_waiting', 'Seconds in which some task waited for I/O.'),
  pressureField('io_stalled', 'Seconds in which every task waited for I/O.'),
  gauge('filesystem', 'node_filesystem_size_bytes', ['device', 'fstype', 'mountpoint'], 'Size of a local filesystem.'),
  gauge('filesystem', 'node_filesystem_used_bytes', ['device', 'fstype', 'mountpoint'], 'Space in use on a local filesystem.'),
  gauge('filesystem', 'node_filesystem_avail_bytes', ['device', 'fstype', 'mountpoint'], 'Space that users without privileges can have.'),
  diskField('read_bytes', 'Bytes read from a disk.'),
  diskField('written_bytes', 'Bytes written to a disk.'),
  diskField('reads_completed', 'Reads that a disk completed.'),
  diskField('writes_completed', 'Writes that a disk completed.'),
  diskField('io_time_seconds', 'Seconds in which a disk had work.'),
  networkField('receive_bytes', 'Bytes received by a device.'),
  networkField('receive_packets', 'Packets received by a device.'),
  networkField('receive_errs', 'Receive errors of a device.'),
  networkField('receive_drop', 'Received packets that a device dropped.'),
  networkField('transmit_bytes', 'Bytes sent by a device.'),
  networkField('transmit_packets', 'Packets sent by a device.'),
  networkField('transmit_errs', 'Transmit errors of a device.'),
  networkField('transmit_drop', 'Packets that a device dropped instead of sending.'),
  gauge(
    'network',
    'tart_network_uplink',
    ['device'],
    '1 for each device that counts in the VM’s total: a physical one, or else that of the default route.',
  ),
  gauge(
    'tcp',
    'tart_tcp_sockets',
    ['state'],
    'TCP sockets as ss -s counts them; the states overlap. established: connections, with those that the peer has closed (CLOSE-WAIT). in_use: listening, connecting, connected or closing. time_wait: closed, waiting out late packets. orphaned: closed by their program, not yet by the peer. allocated: all that the kernel holds memory for. orphaned and allocated count containers too.',
  ),
  gauge('ports', 'tart_ports_listening', ['protocol'], 'Ports that something listens on.'),
  gauge('processes', 'node_processes_pids', [], 'Processes in the guest.'),
  gauge('uptime', 'tart_uptime_seconds', [], 'Seconds since the guest booted, by its monotonic clock.'),
  gauge('clock', 'node_time_seconds', [], 'The guest’s wall clock, in seconds since the epoch.'),
  counter(
    'cost',
    'tartlab_guest_cpu_seconds_total',
    [],
    'CPU seconds that Tart Lab’s shell and its commands have used in the guest on this channel.',
  ),
];
