import { fail, ok, type ParseFailure, type Result } from '../result.ts';

/**
 * Parses `/proc/meminfo` (proc(5)): field → bytes. The kernel writes KiB and says `kB`; what has no unit is a count of pages.
 * Fails: without MemTotal, or with the first line that is no `Name: number kB`.
 */
export function parseMeminfo(text: string): Result<ReadonlyMap<string, number>, ParseFailure> {
  const fields = new Map<string, number>();
  for (const line of text.trimEnd().split('\n')) {
    const match = /^([^:]+):\s+(\d+)( kB)?\s*$/.exec(line);
    if (!match) return fail({ format: '/proc/meminfo', line });
    fields.set(match[1]!, Number(match[2]) * (match[3] ? 1024 : 1));
  }
  if (!fields.has('MemTotal')) return fail({ format: '/proc/meminfo', line: 'MemTotal' });
  return ok(fields);
}
