import { parseUptime } from '../../parse/uptime.ts';
import { ok } from '../../result.ts';
import { type Collector, reading } from '../collector.ts';
import { splitFiles } from '../headFiles.ts';

/** Seconds since the guest booted: /proc/uptime. A smaller value than before means that it booted again. */
export const uptime: Collector = {
  name: 'uptime',
  os: 'linux',
  everySeconds: 0,
  files: ['/proc/uptime'],
  toFindings(section) {
    const seconds = parseUptime(splitFiles(section).get('/proc/uptime') ?? '');
    if (!seconds.ok) return seconds;
    return ok({ readings: [reading('tart_uptime_seconds', seconds.value)] });
  },
};
