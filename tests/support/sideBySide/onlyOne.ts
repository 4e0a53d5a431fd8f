type Reasons = readonly (readonly [names: RegExp, why: string])[];

/** Families that node_exporter has and Tart Lab has not, and why. */
export const NOT_OURS: Reasons = [
  [
    /^(go|process|promhttp)_|^node_(exporter_build_info|scrape_collector_\w+|textfile_scrape_error)$/,
    'about node_exporter itself; ours are `tartlab_*`',
  ],
  [
    /^node_(timex_\w+|time_\w+)$/,
    'a system call that no program of the guest prints; `tart_vm_clock_offset_seconds` tells how far the clock is off',
  ],
  [/^node_netstat_\w+6_\w+$/, 'another file, `/proc/net/snmp6`; the guests’ network speaks IPv4'],
  [/^node_sockstat_\w+_mem_bytes$/, 'node_exporter multiplies `node_sockstat_*_mem` by its page size; so can a query'],
  [/^node_network_(?!receive_nohandler)\w+$/, 'a dozen files of `/sys/class/net` a device that hardly ever change'],
  [/^node_network_receive_nohandler_total$/, 'netlink tells it, `/proc/net/dev` does not'],
  [
    /^node_(softnet|schedstat|nf_conntrack_stat|udp_queues|arp|ipvs|bonding|edac|mdadm|nfs|nfsd|xfs|btrfs|zfs|infiniband|fibrechannel|hwmon|thermal_zone|cooling_device|cpu_scaling|cpu_frequency|cpu_core|cpu_package|rapl|power_supply|nvme|dmi|tape|watchdog|selinux|cgroups|ksmd|slabinfo|systemd|interrupts|buddyinfo|zoneinfo|mountstats|perf|logind|ntp|wifi|supervisord|runit|lnstat|drbd|qdisc|sysctl|ethtool|tcp)_?\w*$/,
    'files of their own, which the frame does not read; no rule and no panel of ours needs them',
  ],
  [
    /^node_(disk_(info|ata_\w+|device_mapper_info|filesystem_info)|filesystem_(device_error|mount_info)|os_version|os_support_end_timestamp_seconds|entropy_pool_size_bits)$/,
    'says nothing that another family does not',
  ],
  [/^node_(memory|vmstat|netstat|sockstat)_\w+$/, 'a field that later kernels or other hardware have; the page’s families are fixed'],
];

/** Families under node_exporter's names that it has not itself, as it comes, and why. */
export const NOT_THEIRS: Reasons = [
  [/^node_filesystem_used_bytes$/, 'df’s own column; node_exporter leaves size − free to the query'],
  [/^node_processes_(pids|threads)$/, 'of its collector `processes`, which is off unless asked for'],
  [/^node_netstat_TcpExt_\w+$/, 'a later node_exporter has it too'],
];

/** Series of shared families that only one of the two has, and why. */
export const NOT_BOTH: Reasons = [
  [/^node_disk_\w+ .*"device","zram\d+"/, 'compressed memory is no disk to us'],
  [/^node_network_(receive|transmit)_\w+ .*"device","lo"/, 'Debian’s node_exporter leaves `lo` out'],
  [/^node_network_up .*"device","lo"/, 'whether `lo` is up is not worth reading'],
  [
    /^node_filesystem_\w+ /,
    'node_exporter reads the mounts of process 1, which in the test lab are the machine’s; df sees the guest’s, and Tart Lab leaves out those in memory',
  ],
];

/** The reason for a name; undefined when there is none. */
export const reasonFor = (reasons: Reasons, name: string): string | undefined => reasons.find(([names]) => names.test(name))?.[1];
