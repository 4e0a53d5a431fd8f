import type { ProcessRow } from '@tart-lab/contract/rows.ts';
import { parsePs } from '../../parse/ps.ts';
import { ok } from '../../result.ts';
import type { Collector } from '../collector.ts';

const TOP = 25;

const highest = (rows: readonly ProcessRow[], of: (row: ProcessRow) => number): ProcessRow[] =>
  [...rows].sort((a, b) => of(b) - of(a)).slice(0, TOP);

/**
 * The processes that use most CPU (since they started) and most memory, 25 of each. Read only while someone looks: ps walks
 * all of /proc. busybox ps is asked in its own words; one built without `time` and `etime` loses the section.
 */
export const topProcesses: Collector = {
  name: 'topProcesses',
  os: 'linux',
  everySeconds: 0,
  onDemand: true,
  optional: true,
  ask: 'ps -eo pid,user:32,pcpu,rss,comm 2>/dev/null || ps -o pid,user,time,etime,rss,comm',
  advice: 'Install ps in the guest (package procps) to see its processes.',
  toFindings(section) {
    const rows = parsePs(section);
    if (!rows.ok) return rows;
    const top = new Set([...highest(rows.value, (row) => row.cpuRatio), ...highest(rows.value, (row) => row.memoryBytes)]);
    return ok({ readings: [], processes: [...top] });
  },
};
