import { parseDate } from '../../parse/date.ts';
import { ok } from '../../result.ts';
import { type Collector, reading } from '../collector.ts';

/**
 * The guest's wall clock. First in the frame, so that what comes before it does not count as offset; busybox gives whole seconds.
 * bash 5 knows the time by itself; elsewhere date is a process, which is why it comes once a minute.
 */
export const clock: Collector = {
  name: 'clock',
  os: 'linux',
  everySeconds: 60,
  ask: `if [ -n "\${BASH_VERSION:-}" ] && [ -n "\${EPOCHREALTIME:-}" ]; then
  printf '%s\\n' "$EPOCHREALTIME"
else
  date +%s.%N
fi`,
  toFindings(section) {
    const seconds = parseDate(section);
    if (!seconds.ok) return seconds;
    return ok({ readings: [reading('node_time_seconds', seconds.value)] });
  },
};
