import { fail, ok, type ParseFailure, type Result } from '../result.ts';

/**
 * Finds `CurrEstab` in `/proc/net/snmp`, where a line of names `Tcp: RtoAlgorithm …` stands above its values `Tcp: 1 …`: TCP
 * connections in the states ESTABLISHED and CLOSE-WAIT, over IPv4 and IPv6. Fails with the Tcp line when it does not name or give it.
 */
export function parseEstablished(text: string): Result<number, ParseFailure> {
  const [names, values] = linesFrom(text, 'Tcp:');
  const at = names?.split(' ').indexOf('CurrEstab') ?? -1;
  const value = at < 0 ? undefined : values?.split(' ')[at];
  if (value === undefined || !/^\d+$/.test(value))
    return fail({ format: '/proc/net/snmp', line: values ?? names ?? text.split('\n')[0] ?? '' });
  return ok(Number(value));
}

/** The line that begins with `start`, and the next one if it does too. */
function linesFrom(text: string, start: string): string[] {
  const at = text.startsWith(start) ? 0 : text.indexOf(`\n${start}`) + 1;
  const lines = text.slice(at).split('\n', 2);
  return lines.filter((line) => line.startsWith(start));
}

/**
 * Reads every counter of `/proc/net/snmp` or `/proc/net/netstat`, as `Tcp_CurrEstab`: a line of names above a line of values, each with
 * the protocol in front. Lines that do not fit are left out.
 */
export function parseNetCounters(text: string): ReadonlyMap<string, number> {
  const counters = new Map<string, number>();
  const lines = text.split('\n');
  for (let at = 0; at + 1 < lines.length; at++) {
    const [protocol = '', ...names] = (lines[at] ?? '').split(' ');
    const [again, ...values] = (lines[at + 1] ?? '').split(' ');
    if (!protocol.endsWith(':') || again !== protocol || names.length !== values.length) continue;
    for (const [i, name] of names.entries())
      if (/^-?\d+$/.test(values[i] ?? '')) counters.set(`${protocol.slice(0, -1)}_${name}`, Number(values[i]));
    at++;
  }
  return counters;
}
