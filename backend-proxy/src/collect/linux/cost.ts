import { parseTimes } from '../../parse/times.ts';
import { ok } from '../../result.ts';
import { type Collector, reading } from '../collector.ts';

/** CPU that this channel's shell and everything it started have used: the builtin `times`. Begins at 0 with every channel. */
export const cost: Collector = {
  name: 'cost',
  os: 'linux',
  everySeconds: 0,
  ask: 'times',
  toFindings(section) {
    const seconds = parseTimes(section);
    if (!seconds.ok) return seconds;
    return ok({ readings: [reading('tartlab_guest_cpu_seconds_total', seconds.value)] });
  },
};
