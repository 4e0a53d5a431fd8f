import { fail, ok, type ParseFailure, type Result } from '../result.ts';

/** ss's word for a state → node_exporter's. */
const STATES = {
  ESTAB: 'established',
  'SYN-SENT': 'syn_sent',
  'SYN-RECV': 'syn_recv',
  'FIN-WAIT-1': 'fin_wait1',
  'FIN-WAIT-2': 'fin_wait2',
  'TIME-WAIT': 'time_wait',
  UNCONN: 'close',
  'CLOSE-WAIT': 'close_wait',
  'LAST-ACK': 'last_ack',
  LISTEN: 'listen',
  CLOSING: 'closing',
} as const;
type TcpState = (typeof STATES)[keyof typeof STATES];

const isKnown = (word: string): word is keyof typeof STATES => Object.hasOwn(STATES, word);

/**
 * Parses `ss -H -tan | cut -d' ' -f1 | uniq -c`: `count STATE` lines → sockets by state, every state present. A state may come
 * in several lines (unsorted input); they are added up.
 * Fails: with a line of another shape or a state that ss does not have, and when there is no line (ss failed: the pipe hides it).
 */
export function parseSsStates(text: string): Result<Readonly<Record<TcpState, number>>, ParseFailure> {
  const counts = {
    established: 0,
    syn_sent: 0,
    syn_recv: 0,
    fin_wait1: 0,
    fin_wait2: 0,
    time_wait: 0,
    close: 0,
    close_wait: 0,
    last_ack: 0,
    listen: 0,
    closing: 0,
  };
  for (const line of text.trimEnd().split('\n')) {
    const match = /^\s*(\d+) (\S+)$/.exec(line);
    if (!match || !isKnown(match[2]!)) return fail({ format: 'ss -H -tan | uniq -c', line });
    counts[STATES[match[2]]] += Number(match[1]);
  }
  return ok(counts);
}
