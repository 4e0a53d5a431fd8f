import { NETSTAT_DETAILS, VMSTAT_DETAILS } from '@tart-lab/contract/guestDetails.ts';
import type { Reading } from '@tart-lab/contract/sample.ts';
import { parseNetCounters } from '../../parse/netSnmp.ts';
import { parseVmstat } from '../../parse/vmstat.ts';
import { ok } from '../../result.ts';
import { type Collector, reading } from '../collector.ts';
import { splitFiles } from '../headFiles.ts';

/** Files that hold one number each (file-nr three, of which the first and the last count). */
const NUMBERS = {
  node_entropy_available_bits: '/proc/sys/kernel/random/entropy_avail',
  node_nf_conntrack_entries: '/proc/sys/net/netfilter/nf_conntrack_count',
  node_nf_conntrack_entries_limit: '/proc/sys/net/netfilter/nf_conntrack_max',
} as const;
const FILE_NR = '/proc/sys/fs/file-nr';
const OPERSTATE = /^\/sys\/class\/net\/([^/]+)\/operstate$/;

/**
 * Counters of the kernel that only the page for Prometheus shows: paging, TCP's troubles, open files, tracked connections, and which
 * devices are up. Files alone, so they start no process. Devices of pods (`lxc*`, `veth*`, `cali*`, `cilium_*`, `azv*`) are left out
 * by their first letter, as there may be a hundred; so are `lo` and a few harmless ones.
 */
export const kernel: Collector = {
  name: 'kernel',
  os: 'linux',
  everySeconds: 15,
  optional: true,
  files: ['/proc/vmstat'],
  optionalFiles: ['/proc/net/netstat', FILE_NR, ...Object.values(NUMBERS), '/sys/class/net/[!aclv]*/operstate'],
  advice: 'Nothing but the panels of node_exporter’s vmstat, netstat, filefd and conntrack needs it.',
  toFindings(section) {
    const files = splitFiles(section);
    const vmstat = parseVmstat(files.get('/proc/vmstat') ?? '');
    if (!vmstat.ok) return vmstat;
    return ok({ readings: [], details: () => detailsOf(files, vmstat.value) });
  },
};

function detailsOf(files: ReadonlyMap<string, string>, vmstat: ReadonlyMap<string, number>): Reading[] {
  const netstat = parseNetCounters(files.get('/proc/net/netstat') ?? '');
  const [allocated, , maximum] = (files.get(FILE_NR) ?? '').trim().split(/\s+/);
  const one = (name: string, text: string | undefined): Reading[] =>
    /^\d+$/.test(text?.trim() ?? '') ? [reading(name, Number(text))] : [];
  const counted = (prefix: string, names: readonly string[], values: ReadonlyMap<string, number>): Reading[] =>
    names.flatMap((name) => {
      const value = values.get(name);
      return value === undefined ? [] : [reading(`${prefix}_${name}`, value)];
    });
  return [
    ...counted('node_vmstat', VMSTAT_DETAILS, vmstat),
    ...counted('node_netstat', NETSTAT_DETAILS, netstat),
    ...one('node_filefd_allocated', allocated),
    ...one('node_filefd_maximum', maximum),
    ...Object.entries(NUMBERS).flatMap(([name, path]) => one(name, files.get(path))),
    ...[...files].flatMap(([path, text]) => {
      const device = OPERSTATE.exec(path)?.[1];
      return device === undefined ? [] : [reading('node_network_up', text.trim() === 'up' ? 1 : 0, { device })];
    }),
  ];
}
