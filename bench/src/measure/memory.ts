import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readProc } from './procStat.ts';

const KIB = 1024;

/** Resident memory of a process now (`VmRSS`) and at its highest (`VmHWM`), in bytes. */
export interface Memory {
  readonly residentBytes: number;
  readonly highestBytes: number;
}

/** Reads `/proc/PID/status` (proc(5), KiB). `null` when the text has no such lines, as for a process that just ended. */
export function parseMemory(status: string): Memory | null {
  const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * KIB;
  const memory = { residentBytes: field('VmRSS'), highestBytes: field('VmHWM') };
  return Number.isNaN(memory.residentBytes + memory.highestBytes) ? null : memory;
}

/** The sum over processes; shared pages count once for each. Those that are gone count nothing. */
export function readMemory(pids: readonly number[]): Memory {
  const all = pids.map((pid) => parseMemory(readProc(`/proc/${pid}/status`) ?? '')).filter((memory) => memory !== null);
  return {
    residentBytes: all.reduce((sum, { residentBytes }) => sum + residentBytes, 0),
    highestBytes: all.reduce((sum, { highestBytes }) => sum + highestBytes, 0),
  };
}

/** Bytes of all files below a folder, by their length. */
export function folderBytes(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
