import { readFileSync, readdirSync } from 'node:fs';

/** Ticks a second of the times in /proc/PID/stat; Linux has shown 100 to programs on every architecture we run on. */
export const TICKS_PER_SECOND = 100;

/** CPU seconds of one process with all its threads (`ownSeconds`) and of its ended children that it waited for (`endedSeconds`). */
export interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  readonly ownSeconds: number;
  readonly endedSeconds: number;
}

/**
 * Parses `/proc/PID/stat` (proc(5)): `pid (name) state ppid …`, utime, stime, cutime and cstime at fields 14 to 17 in ticks.
 * The name may hold spaces and parentheses, so fields are counted from the last one. `null` when the line is not of this shape.
 */
export function parseProcessTimes(line: string): ProcessTimes | null {
  const nameEnd = line.lastIndexOf(')');
  const fields = line
    .slice(nameEnd + 1)
    .trim()
    .split(/\s+/);
  const [parent, user, system, endedUser, endedSystem] = [1, 11, 12, 13, 14].map((at) => Number(fields[at]));
  const times = { pid: parseInt(line), parent, ownSeconds: sum(user, system), endedSeconds: sum(endedUser, endedSystem) };
  if (nameEnd < 0 || parent === undefined || [times.pid, parent, times.ownSeconds, times.endedSeconds].some(Number.isNaN)) return null;
  return { ...times, parent };
}

const sum = (a = NaN, b = NaN): number => (a + b) / TICKS_PER_SECOND;

/** `null` when the process is gone. */
export function readProcessTimes(pid: number): ProcessTimes | null {
  const line = readProc(`/proc/${pid}/stat`);
  return line === null ? null : parseProcessTimes(line);
}

/** Every process of this machine that we may see. */
export function readAllProcessTimes(): ProcessTimes[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcessTimes(Number(name)))
    .filter((times) => times !== null);
}

/** The text of a file below /proc; `null` when its process ended in between. */
export function readProc(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return null;
    throw error;
  }
}
