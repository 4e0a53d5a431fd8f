import { fail, ok, type ParseFailure, type Result } from '../result.ts';

/**
 * Finds `CurrEstab` in `/proc/net/snmp`, where a line of names `Tcp: RtoAlgorithm …` stands above its values `Tcp: 1 …`: TCP
 * connections in the states ESTABLISHED and CLOSE-WAIT, over IPv4 and IPv6. Fails with the Tcp line when it does not name or give it.
 */
export function parseEstablished(text: string): Result<number, ParseFailure> {
  const [names, values] = text.split('\n').filter((line) => line.startsWith('Tcp:'));
  const at = names?.split(' ').indexOf('CurrEstab') ?? -1;
  const value = at < 0 ? undefined : values?.split(' ')[at];
  if (value === undefined || !/^\d+$/.test(value))
    return fail({ format: '/proc/net/snmp', line: values ?? names ?? text.split('\n')[0] ?? '' });
  return ok(Number(value));
}
