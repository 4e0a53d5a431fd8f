import { parseOsRelease } from '../../parse/osRelease.ts';
import { parseUname } from '../../parse/uname.ts';
import { ok } from '../../result.ts';
import type { Collector } from '../collector.ts';
import { splitFiles } from '../headFiles.ts';

/** What the guest is: names that change with an upgrade, and the boot id, which changes with every boot. */
export const system: Collector = {
  name: 'system',
  os: 'linux',
  everySeconds: 300,
  optionalFiles: ['/etc/os-release', '/proc/sys/kernel/random/boot_id'],
  ask: 'uname -nrm',
  toFindings(section) {
    const files = splitFiles(section);
    const uname = parseUname(files.get('ask') ?? section);
    if (!uname.ok) return uname;
    const bootId = files.get('/proc/sys/kernel/random/boot_id')?.trim();
    return ok({
      readings: [],
      info: { ...uname.value, osName: parseOsRelease(files.get('/etc/os-release') ?? ''), bootId: bootId || null },
    });
  },
};
