import { OS_LABELS } from '@tart-lab/contract/guestDetails.ts';
import type { Reading } from '@tart-lab/contract/sample.ts';
import { parseOsRelease, parseOsReleaseFields } from '../../parse/osRelease.ts';
import { parseUname } from '../../parse/uname.ts';
import { ok } from '../../result.ts';
import { type Collector, reading } from '../collector.ts';
import { splitFiles } from '../headFiles.ts';

/** What uname says beside `-nrm`, without a word in which a space would be lost. */
const UNAME_FILES = {
  sysname: '/proc/sys/kernel/ostype',
  version: '/proc/sys/kernel/version',
  domainname: '/proc/sys/kernel/domainname',
} as const;

/** What the guest is: names that change with an upgrade, and the boot id, which changes with every boot. */
export const system: Collector = {
  name: 'system',
  os: 'linux',
  everySeconds: 300,
  optionalFiles: ['/etc/os-release', '/proc/sys/kernel/random/boot_id', ...Object.values(UNAME_FILES)],
  ask: 'uname -nrm',
  toFindings(section) {
    const files = splitFiles(section);
    const uname = parseUname(files.get('ask') ?? section);
    if (!uname.ok) return uname;
    const bootId = files.get('/proc/sys/kernel/random/boot_id')?.trim();
    return ok({
      readings: [],
      info: { ...uname.value, osName: parseOsRelease(files.get('/etc/os-release') ?? ''), bootId: bootId || null },
      details: () => detailsOf(files, uname.value),
    });
  },
};

function detailsOf(
  files: ReadonlyMap<string, string>,
  { hostname, kernel, machine }: { readonly hostname: string; readonly kernel: string; readonly machine: string },
): Reading[] {
  const textOf = (path: string): string => files.get(path)?.trim() ?? '';
  const uname = {
    sysname: textOf(UNAME_FILES.sysname),
    release: kernel,
    version: textOf(UNAME_FILES.version),
    machine,
    nodename: hostname,
    domainname: textOf(UNAME_FILES.domainname),
  };
  const release = parseOsReleaseFields(files.get('/etc/os-release') ?? '');
  const os = Object.fromEntries(Object.entries(OS_LABELS).map(([label, field]) => [label, release.get(field) ?? '']));
  return [reading('node_uname_info', 1, uname), ...(release.size > 0 ? [reading('node_os_info', 1, os)] : [])];
}
