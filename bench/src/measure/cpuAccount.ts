import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { treeCpuSeconds } from './processTree.ts';

/** The CPU time of some processes and of all that they start, from now on. */
export interface CpuAccount {
  /** Seconds since the machine's own beginning of counting: read it twice and subtract. */
  seconds(): number;
  /** What counts, for the reader of a table. */
  readonly how: string;
  /** Puts the processes back where they were. */
  close(): void;
}

/**
 * Opens an account for processes. As root on Linux it is a control group of its own (cpuacct of version 1, or cpu.stat of
 * version 2): exact to the microsecond, with every child that ended. Elsewhere it is the sum of /proc/PID/stat.
 */
export function openCpuAccount(name: string, pids: readonly number[]): CpuAccount {
  const hierarchy = HIERARCHIES.find(({ mark }) => existsSync(mark));
  const group = hierarchy && tryMakeGroup(join(hierarchy.root, `tart-lab-bench-${process.pid}-${name}`));
  if (!hierarchy || !group) return { seconds: () => treeCpuSeconds(pids), how: '/proc/PID/stat with waited-for children', close() {} };
  for (const pid of pids) moveTo(group, pid);
  return {
    seconds: () => hierarchy.toSeconds(readFileSync(join(group, hierarchy.file), 'utf8')),
    how: 'a control group, with every child that ended',
    close() {
      for (const pid of pidsIn(group)) moveTo(hierarchy.root, pid);
      rmdirSync(group);
    },
  };
}

const HIERARCHIES = [
  {
    mark: '/sys/fs/cgroup/cpuacct/cpuacct.usage',
    root: '/sys/fs/cgroup/cpuacct',
    file: 'cpuacct.usage',
    toSeconds: (text: string) => Number(text) / 1e9,
  },
  {
    mark: '/sys/fs/cgroup/cgroup.controllers',
    root: '/sys/fs/cgroup',
    file: 'cpu.stat',
    toSeconds: (text: string) => Number(/^usage_usec (\d+)$/m.exec(text)?.[1]) / 1e6,
  },
];

const pidsIn = (group: string): number[] => readFileSync(join(group, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);

function tryMakeGroup(path: string): string | null {
  try {
    mkdirSync(path);
    return path;
  } catch {
    return null; // not root, or a container without the right: /proc tells it less exactly
  }
}

function moveTo(group: string, pid: number): void {
  try {
    writeFileSync(join(group, 'cgroup.procs'), String(pid));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error; // it ended in between
  }
}
