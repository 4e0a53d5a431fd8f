import { fail, ok, type ParseFailure, type Result } from '../result.ts';

/**
 * Parses `/proc/meminfo` (proc(5)): field → bytes. The kernel writes KiB and says `kB`; what has no unit is a count of pages.
 * Fails: without MemTotal, or with the first line that is no `Name: number kB`.
 */
export function parseMeminfo(text: string): Result<ReadonlyMap<string, number>, ParseFailure> {
  const fields = new Map<string, number>();
  const wrong = text
    .trimEnd()
    .split('\n')
    .find((line) => {
      const colon = line.indexOf(':');
      const isKib = line.endsWith(' kB');
      const value = Number(line.slice(colon + 1, isKib ? -3 : undefined).trim() || NaN);
      if (colon < 1 || !Number.isInteger(value) || value < 0) return true;
      fields.set(line.slice(0, colon), value * (isKib ? 1024 : 1));
      return false;
    });
  if (wrong !== undefined) return fail({ format: '/proc/meminfo', line: wrong });
  if (!fields.has('MemTotal')) return fail({ format: '/proc/meminfo', line: 'MemTotal' });
  return ok(fields);
}
