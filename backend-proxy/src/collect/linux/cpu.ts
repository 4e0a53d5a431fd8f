import type { Reading } from '@tart-lab/contract/sample.ts';
import { parseProcStat, parseProcStatMore } from '../../parse/procStat.ts';
import { type Collector, reading } from '../collector.ts';
import { splitFiles } from '../headFiles.ts';
import { ok } from '../../result.ts';

/** The kernel counts in USER_HZ, which is 100 on every Linux that runs under tart. */
const TICKS_PER_SECOND = 100;

/** CPU time by CPU and mode, and the kernel's counts of switches and forks: /proc/stat. */
export const cpu: Collector = {
  name: 'cpu',
  os: 'linux',
  everySeconds: 0,
  files: ['/proc/stat'],
  toFindings(section) {
    const text = splitFiles(section).get('/proc/stat') ?? '';
    const stat = parseProcStat(text);
    if (!stat.ok) return stat;
    const { cpus, contextSwitches, forks, bootTimeSeconds, procsRunning, procsBlocked } = stat.value;
    const readings = cpus.flatMap(({ cpu: label, ticks }) =>
      Object.entries(ticks).map(([mode, count]) => reading('node_cpu_seconds_total', count / TICKS_PER_SECOND, { cpu: label, mode })),
    );
    readings.push(
      reading('node_context_switches_total', contextSwitches),
      reading('node_forks_total', forks),
      reading('node_boot_time_seconds', bootTimeSeconds),
      reading('node_procs_running', procsRunning),
      reading('node_procs_blocked', procsBlocked),
    );
    return ok({ readings, details: () => detailsOf(text) });
  },
};

function detailsOf(text: string): Reading[] {
  const { guests, interrupts } = parseProcStatMore(text);
  const seconds = guests.flatMap(({ cpu: label, user, nice }) => [
    reading('node_cpu_guest_seconds_total', user / TICKS_PER_SECOND, { cpu: label, mode: 'user' }),
    reading('node_cpu_guest_seconds_total', nice / TICKS_PER_SECOND, { cpu: label, mode: 'nice' }),
  ]);
  return interrupts === null ? seconds : [...seconds, reading('node_intr_total', interrupts)];
}
