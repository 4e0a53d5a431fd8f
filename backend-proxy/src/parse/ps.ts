import type { ProcessRow } from '@tart-lab/contract/rows.ts';
import { fail, ok, type ParseFailure, type Result } from '../result.ts';

const FORMAT = 'ps -o';
const SIZE_UNITS: Readonly<Record<string, number>> = { '': 1, m: 1024, g: 1024 ** 2 };

/** `[[dd-]hh:]mm:ss`, and busybox's `1h02` and `3d04` → seconds; null when it is none of them. */
function toSeconds(text: string): number | null {
  const clock = /^(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)$/.exec(text);
  if (clock) {
    const [days, hours, minutes, seconds] = clock.slice(1).map((part) => Number(part ?? 0));
    return ((days! * 24 + hours!) * 60 + minutes!) * 60 + seconds!;
  }
  const long = /^(\d+)([hd])(\d+)$/.exec(text);
  if (!long) return null;
  const [, whole, unit, rest] = long;
  return unit === 'h' ? Number(whole) * 3600 + Number(rest) * 60 : Number(whole) * 86_400 + Number(rest) * 3600;
}

/** Resident memory: KiB, from busybox with an `m` or `g` behind it when large. */
function toBytes(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)([mg]?)$/.exec(text);
  return match ? Number(match[1]) * (SIZE_UNITS[match[2]!] ?? NaN) * 1024 : null;
}

/** Percent of one CPU where ps counts it; else CPU time over age, 0 in a process's first second. */
function toCpuRatio(word: (name: string) => string): number | null {
  if (word('%CPU') !== '') return /^\d+(?:\.\d+)?$/.test(word('%CPU')) ? Number(word('%CPU')) / 100 : null;
  const usedSeconds = toSeconds(word('TIME'));
  const ageSeconds = toSeconds(word('ELAPSED'));
  if (usedSeconds === null || ageSeconds === null) return null;
  return ageSeconds === 0 ? 0 : usedSeconds / ageSeconds;
}

/**
 * Parses ps with a header, procps (`PID USER %CPU RSS COMMAND`) and busybox (`PID USER TIME ELAPSED RSS COMMAND`); columns are
 * found by name, the command is the rest of the line and may hold spaces.
 * Units: CPU time over age (1 is one CPU), resident bytes. Fails: with a header that misses a column or the row that does not fit.
 */
export function parsePs(text: string): Result<ProcessRow[], ParseFailure> {
  const [header = '', ...lines] = text.trimEnd().split('\n');
  const columns = header.trim().split(/\s+/);
  const hasCpu = columns.includes('%CPU') || (columns.includes('TIME') && columns.includes('ELAPSED'));
  if (!hasCpu || !['PID', 'USER', 'RSS'].every((name) => columns.includes(name)) || columns.at(-1) !== 'COMMAND') {
    return fail({ format: FORMAT, line: header });
  }
  const shape = new RegExp(`^\\s*${'(\\S+)\\s+'.repeat(columns.length - 1)}(.+)$`);
  const rows: ProcessRow[] = [];
  for (const line of lines) {
    const words = shape.exec(line)?.slice(1) ?? [];
    const word = (name: string) => words[columns.indexOf(name)] ?? '';
    const pid = Number(word('PID'));
    const cpuRatio = toCpuRatio(word);
    const memoryBytes = toBytes(word('RSS'));
    if (!Number.isInteger(pid) || pid <= 0 || cpuRatio === null || memoryBytes === null) return fail({ format: FORMAT, line });
    rows.push({ pid, user: word('USER'), command: word('COMMAND').trimEnd(), cpuRatio, memoryBytes });
  }
  return rows.length > 0 ? ok(rows) : fail({ format: FORMAT, line: '' });
}
