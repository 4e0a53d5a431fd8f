import { parseDate } from '../../parse/date.ts';
import { ok } from '../../result.ts';
import { type Collector, reading } from '../collector.ts';

/** The guest's wall clock. First in the frame, so that what comes before it does not count as offset; busybox gives whole seconds. */
export const clock: Collector = {
  name: 'clock',
  os: 'linux',
  everySeconds: 30,
  ask: 'date +%s.%N',
  toFindings(section) {
    const seconds = parseDate(section);
    if (!seconds.ok) return seconds;
    return ok({ readings: [reading('node_time_seconds', seconds.value)] });
  },
};
