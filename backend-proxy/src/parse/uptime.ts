import { fail, ok, type ParseFailure, type Result } from '../result.ts';

/** Parses `/proc/uptime`: seconds since boot, then idle seconds of all CPUs, which are left out. Fails with the line. */
export function parseUptime(text: string): Result<number, ParseFailure> {
  const match = /^(\d+\.\d+) \d+\.\d+\s*$/.exec(text);
  return match ? ok(Number(match[1])) : fail({ format: '/proc/uptime', line: text.split('\n')[0] ?? '' });
}
