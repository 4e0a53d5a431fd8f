import { parseSsStates } from '../../parse/ssStates.ts';
import { ok } from '../../result.ts';
import { type Collector, reading } from '../collector.ts';

/**
 * TCP sockets by state, under node_exporter's names for them: `ss -tan`, counted in the guest, so that 10,000 sockets are ten
 * lines. A state without a socket is 0: it was counted.
 */
export const tcp: Collector = {
  name: 'tcp',
  os: 'linux',
  everySeconds: 15,
  optional: true,
  // No sort: it costs the guest as much as the rest, and the parser adds up the runs that uniq leaves. The pipe's status is uniq's; without the test a guest without ss would pass for one without sockets.
  ask: `command -v ss >/dev/null 2>&1 && ss -H -tan | cut -d' ' -f1 | uniq -c`,
  advice: 'Install ss in the guest (package iproute2, 4.9 or newer) to see its TCP sockets.',
  toFindings(section) {
    const states = parseSsStates(section);
    if (!states.ok) return states;
    return ok({ readings: Object.entries(states.value).map(([state, count]) => reading('node_tcp_connection_states', count, { state })) });
  },
};
