import type { ReadingInfo } from './readings.ts';

/** What the page for Prometheus shows of a guest beside the readings. `unknown` is what node_exporter gives no type. */
export type DetailInfo = Omit<ReadingInfo, 'kind'> & { readonly kind: ReadingInfo['kind'] | 'unknown' };

const rows =
  (kind: DetailInfo['kind'], collector: string, labels: readonly string[]) =>
  (name: string, help: string): DetailInfo => ({ name, kind, labels, help, collector });

const cpu = rows('counter', 'cpu', []);
const disk = rows('counter', 'diskIo', ['device']);
const diskNow = rows('gauge', 'diskIo', ['device']);
const network = rows('counter', 'network', ['device']);
const filesystem = rows('gauge', 'filesystem', ['device', 'fstype', 'mountpoint']);
const kernelGauge = rows('gauge', 'kernel', []);
const kernelUnknown = rows('unknown', 'kernel', []);
const tcpUnknown = rows('unknown', 'tcp', []);
const tcpGauge = rows('gauge', 'tcp', []);

/** Fields of /proc/meminfo beyond the readings; those that count pages have no unit there and none here. */
export const MEMORY_DETAILS = [
  'SwapCached_bytes',
  'Active_bytes',
  'Inactive_bytes',
  'Active_anon_bytes',
  'Inactive_anon_bytes',
  'Active_file_bytes',
  'Inactive_file_bytes',
  'Unevictable_bytes',
  'Mlocked_bytes',
  'Dirty_bytes',
  'Writeback_bytes',
  'WritebackTmp_bytes',
  'AnonPages_bytes',
  'Mapped_bytes',
  'KReclaimable_bytes',
  'Slab_bytes',
  'SUnreclaim_bytes',
  'KernelStack_bytes',
  'PageTables_bytes',
  'NFS_Unstable_bytes',
  'Bounce_bytes',
  'CommitLimit_bytes',
  'Committed_AS_bytes',
  'VmallocTotal_bytes',
  'VmallocUsed_bytes',
  'VmallocChunk_bytes',
  'Percpu_bytes',
  'AnonHugePages_bytes',
  'ShmemHugePages_bytes',
  'ShmemPmdMapped_bytes',
  'FileHugePages_bytes',
  'FilePmdMapped_bytes',
  'HugePages_Total',
  'HugePages_Free',
  'HugePages_Rsvd',
  'HugePages_Surp',
  'Hugepagesize_bytes',
  'Hugetlb_bytes',
  'DirectMap4k_bytes',
  'DirectMap2M_bytes',
  'DirectMap1G_bytes',
] as const;

/** Fields of /proc/net/snmp and /proc/net/netstat that node_exporter shows, by the file they stand in. */
export const SNMP_DETAILS = [
  'Ip_Forwarding',
  'Icmp_InMsgs',
  'Icmp_InErrors',
  'Icmp_OutMsgs',
  'Tcp_ActiveOpens',
  'Tcp_PassiveOpens',
  'Tcp_CurrEstab',
  'Tcp_InSegs',
  'Tcp_OutSegs',
  'Tcp_RetransSegs',
  'Tcp_InErrs',
  'Tcp_OutRsts',
  'Udp_InDatagrams',
  'Udp_NoPorts',
  'Udp_InErrors',
  'Udp_OutDatagrams',
  'Udp_RcvbufErrors',
  'Udp_SndbufErrors',
  'UdpLite_InErrors',
] as const;
export const NETSTAT_DETAILS = [
  'IpExt_InOctets',
  'IpExt_OutOctets',
  'TcpExt_ListenDrops',
  'TcpExt_ListenOverflows',
  'TcpExt_SyncookiesFailed',
  'TcpExt_SyncookiesRecv',
  'TcpExt_SyncookiesSent',
  'TcpExt_TCPSynRetrans',
  'TcpExt_TCPTimeouts',
  'TcpExt_TCPOFOQueue',
  'TcpExt_TCPRcvQDrop',
] as const;
/** Fields of /proc/net/sockstat and sockstat6, as `PROTOCOL_field`. */
export const SOCKSTAT_DETAILS = [
  'sockets_used',
  'TCP_inuse',
  'TCP_orphan',
  'TCP_tw',
  'TCP_alloc',
  'TCP_mem',
  'UDP_inuse',
  'UDP_mem',
  'UDPLITE_inuse',
  'RAW_inuse',
  'FRAG_inuse',
  'FRAG_memory',
  'TCP6_inuse',
  'UDP6_inuse',
  'UDPLITE6_inuse',
  'RAW6_inuse',
  'FRAG6_inuse',
  'FRAG6_memory',
] as const;
export const VMSTAT_DETAILS = ['oom_kill', 'pgfault', 'pgmajfault', 'pgpgin', 'pgpgout', 'pswpin', 'pswpout'] as const;

/** Label of node_os_info → key of /etc/os-release. */
export const OS_LABELS = {
  build_id: 'BUILD_ID',
  id: 'ID',
  id_like: 'ID_LIKE',
  image_id: 'IMAGE_ID',
  image_version: 'IMAGE_VERSION',
  name: 'NAME',
  pretty_name: 'PRETTY_NAME',
  variant: 'VARIANT',
  variant_id: 'VARIANT_ID',
  version: 'VERSION',
  version_codename: 'VERSION_CODENAME',
  version_id: 'VERSION_ID',
} as const;

/**
 * What node_exporter shows of a guest and Tart Lab keeps no history of: it is made from what the frame brought anyway, when somebody
 * asks for the page, and so costs nothing while nobody does.
 */
export const GUEST_DETAILS: readonly DetailInfo[] = [
  rows('counter', 'cpu', ['cpu', 'mode'])(
    'node_cpu_guest_seconds_total',
    'Seconds each CPU spent in guests of its own, by mode; they are in user and nice too.',
  ),
  cpu('node_intr_total', 'Interrupts serviced since boot.'),
  ...MEMORY_DETAILS.map((field) =>
    rows('gauge', 'memory', [])(`node_memory_${field}`, `Field ${field.replace(/_bytes$/, '')} of /proc/meminfo.`),
  ),
  filesystem('node_filesystem_free_bytes', 'Space that nothing uses, with the reserve for root.'),
  filesystem('node_filesystem_files', 'Inodes of a local filesystem.'),
  filesystem('node_filesystem_files_free', 'Inodes of a local filesystem that nothing uses.'),
  filesystem('node_filesystem_readonly', '1 while a local filesystem is mounted read-only.'),
  disk('node_disk_reads_merged_total', 'Reads that were merged into others.'),
  disk('node_disk_read_time_seconds_total', 'Seconds that all reads took together.'),
  disk('node_disk_writes_merged_total', 'Writes that were merged into others.'),
  disk('node_disk_write_time_seconds_total', 'Seconds that all writes took together.'),
  diskNow('node_disk_io_now', 'Reads and writes in progress.'),
  disk('node_disk_io_time_weighted_seconds_total', 'Seconds in which a disk had work, by how many reads and writes were in progress.'),
  disk('node_disk_discards_completed_total', 'Discards that a disk completed.'),
  disk('node_disk_discards_merged_total', 'Discards that were merged into others.'),
  disk('node_disk_discarded_sectors_total', 'Sectors discarded.'),
  disk('node_disk_discard_time_seconds_total', 'Seconds that all discards took together.'),
  disk('node_disk_flush_requests_total', 'Flushes that a disk completed.'),
  disk('node_disk_flush_requests_time_seconds_total', 'Seconds that all flushes took together.'),
  network('node_network_receive_fifo_total', 'Receive FIFO errors of a device.'),
  network('node_network_receive_frame_total', 'Framing errors of a device.'),
  network('node_network_receive_compressed_total', 'Compressed packets received by a device.'),
  network('node_network_receive_multicast_total', 'Multicast packets received by a device.'),
  network('node_network_transmit_fifo_total', 'Transmit FIFO errors of a device.'),
  network('node_network_transmit_colls_total', 'Collisions that a device saw.'),
  network('node_network_transmit_carrier_total', 'Losses of the carrier while a device sent.'),
  network('node_network_transmit_compressed_total', 'Compressed packets sent by a device.'),
  rows('gauge', 'kernel', ['device'])(
    'node_network_up',
    '1 while the kernel says that a device is up, 0 while it is not or not known to be.',
  ),
  ...SNMP_DETAILS.map((field) => tcpUnknown(`node_netstat_${field}`, `Field ${field} of /proc/net/snmp.`)),
  ...NETSTAT_DETAILS.map((field) => kernelUnknown(`node_netstat_${field}`, `Field ${field} of /proc/net/netstat.`)),
  ...SOCKSTAT_DETAILS.map((field) =>
    tcpGauge(`node_sockstat_${field}`, `Field ${field} of /proc/net/sockstat${field.includes('6_') ? '6' : ''}.`),
  ),
  ...VMSTAT_DETAILS.map((field) => kernelUnknown(`node_vmstat_${field}`, `Field ${field} of /proc/vmstat.`)),
  kernelGauge('node_filefd_allocated', 'Open file handles in the guest.'),
  kernelGauge('node_filefd_maximum', 'Most file handles that the guest may open.'),
  kernelGauge('node_entropy_available_bits', 'Entropy that the kernel has, in bits.'),
  kernelGauge('node_nf_conntrack_entries', 'Connections that the kernel tracks.'),
  kernelGauge('node_nf_conntrack_entries_limit', 'Most connections that the kernel may track.'),
  rows('gauge', 'system', ['sysname', 'release', 'version', 'machine', 'nodename', 'domainname'])(
    'node_uname_info',
    'What uname says of the guest.',
  ),
  rows('gauge', 'system', Object.keys(OS_LABELS))('node_os_info', 'What /etc/os-release says of the guest.'),
];
