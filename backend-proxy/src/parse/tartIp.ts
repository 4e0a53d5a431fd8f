import { isIP } from 'node:net';
import { fail, ok, type ParseFailure, type Result } from '../result.ts';

/** Parses `tart ip NAME`: one address on a line. Fails with the line when it is none. */
export function parseTartIp(text: string): Result<string, ParseFailure> {
  const address = text.trim();
  return isIP(address) === 0 ? fail({ format: 'tart ip', line: address.split('\n')[0]?.slice(0, 200) ?? '' }) : ok(address);
}
