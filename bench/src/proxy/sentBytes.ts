import { execFileSync } from 'node:child_process';
import { findProgram } from '../run/findProgram.ts';

/**
 * Bytes that this machine has sent on open TCP connections to a port, as the kernel counts them (`ss -ti`): what the guests were
 * asked, whatever the proxy says of itself. `null` without `ss`.
 */
export function sentBytesTo(port: number): number | null {
  const ss = findProgram('ss');
  if (ss === null) return null;
  const text = execFileSync(ss, ['-tinH', 'state', 'established', `dport = :${port}`], { encoding: 'utf8' });
  return sumSentBytes(text);
}

/** The sum of `bytes_sent:` over the connections that `ss -ti` printed. */
export function sumSentBytes(text: string): number {
  return [...text.matchAll(/\bbytes_sent:(\d+)/g)].reduce((sum, [, bytes]) => sum + Number(bytes), 0);
}
