/** Whose number it is: the guest's own, or one of the kernel that all guests of the test lab share. */
export type Whose = 'guest' | 'machine';

/**
 * How the values of a family are compared. `between`: a counter; ours has to lie between what node_exporter read before and after it,
 * which leaves nothing to choose. `near`: it may lie outside of what node_exporter read around it, by `ratio` of the value plus `absolute`.
 */
export type Rule = { readonly whose: Whose; readonly why: string } & (
  { readonly how: 'between' } | { readonly how: 'near'; readonly ratio: number; readonly absolute: number }
);

const MIB = 1024 * 1024;
const near = (whose: Whose, ratio: number, absolute: number, why: string): Rule => ({ how: 'near', whose, ratio, absolute, why });
const same = (whose: Whose, why = 'the same'): Rule => near(whose, 0, 0, why);

/** The first that fits a family. Families without a rule are counters and have to lie between. */
const RULES: readonly (readonly [families: RegExp, rule: Rule])[] = [
  [/^node_(uname_info|os_info)$/, same('guest')],
  [/^node_boot_time_seconds$/, near('machine', 0, 1, '1 s: the kernel rounds')],
  [/^node_time_seconds$/, near('machine', 0, 0.5, '0.5 s: ours is told for when it was read')],
  [/^node_memory_(MemTotal|SwapTotal|CommitLimit|VmallocTotal|Hugepagesize|HugePages_\w+|Hugetlb|DirectMap\w+)(_bytes)?$/, same('machine')],
  // Tests and node_exporters themselves come and go on the machine, each with tens of MiB.
  [/^node_memory_/, near('machine', 0.05, 64 * MIB, '5 % + 64 MiB')],
  [/^node_load\d+$/, near('machine', 0.1, 0.5, '10 % + 0.5: renewed every 5 s')],
  // Processes that run at one instant: two instants a second apart have nothing to do with each other.
  [/^node_procs_(running|blocked)$/, near('machine', 0, 100, '100: of one instant')],
  [/^node_filesystem_(size_bytes|files|readonly)$/, same('guest')],
  [/^node_filesystem_(avail|free)_bytes$/, near('guest', 0.01, 256 * MIB, '1 % + 256 MiB')],
  [/^node_filesystem_files_free$/, near('guest', 0.01, 1000, '1 % + 1000')],
  [/^node_disk_io_now$/, near('machine', 0, 100, '100: of one instant')],
  [/^node_network_up$/, same('guest')],
  [/^node_netstat_Tcp_CurrEstab$/, near('guest', 0, 4, '4: who reads holds connections')],
  [/^node_netstat_Ip_Forwarding$/, same('guest')],
  [/^node_sockstat_(TCP|UDP)_mem$/, near('machine', 0.5, 2000, '50 % + 2000 pages: of one instant')],
  // Of the whole kernel, as its memory is: whatever else runs on the machine opens connections too.
  [/^node_sockstat_TCP_alloc$/, near('machine', 0.1, 32, '10 % + 32: of one instant, of all namespaces')],
  [/^node_sockstat_/, near('guest', 0, 8, '8: who reads holds sockets')],
  [/^node_filefd_maximum$/, same('machine')],
  [/^node_filefd_allocated$/, near('machine', 0.2, 1000, '20 % + 1000')],
  [/^node_entropy_available_bits$/, same('machine')],
  [/^node_nf_conntrack_entries$/, near('guest', 0, 20, '20')],
  [/^node_nf_conntrack_entries_limit$/, same('guest')],
];
const COUNTER: Readonly<Record<Whose, Rule>> = {
  guest: { how: 'between', whose: 'guest', why: 'between' },
  machine: { how: 'between', whose: 'machine', why: 'between' },
};
const OWN_COUNTERS = /^node_(network|netstat)_/;

export function ruleOf(family: string): Rule {
  const [, rule] = RULES.find(([families]) => families.test(family)) ?? [];
  return rule ?? COUNTER[OWN_COUNTERS.test(family) ? 'guest' : 'machine'];
}
