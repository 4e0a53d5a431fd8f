import { parseCount } from '../../parse/count.ts';
import { ok } from '../../result.ts';
import { type Collector, reading } from '../collector.ts';

/** How many processes there are: the shell counts `/proc/[0-9]*` and starts nothing for it. */
export const processes: Collector = {
  name: 'processes',
  os: 'linux',
  everySeconds: 0,
  ask: `set -- /proc/[0-9]*
printf '%s\\n' "$#"`,
  toFindings(section) {
    const count = parseCount(section);
    if (!count.ok) return count;
    return ok({ readings: [reading('node_processes_pids', count.value)] });
  },
};
