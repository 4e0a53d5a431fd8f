import { fail, ok, type ParseFailure, type Result } from '../result.ts';

export const CPU_MODES = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'] as const;
export type CpuMode = (typeof CPU_MODES)[number];

export interface ProcStat {
  /** One entry per CPU that is online, in USER_HZ ticks since boot; `cpu` is its number. */
  readonly cpus: readonly { readonly cpu: string; readonly ticks: Readonly<Record<CpuMode, number>> }[];
  readonly contextSwitches: number;
  readonly forks: number;
  readonly bootTimeSeconds: number;
  readonly procsRunning: number;
  readonly procsBlocked: number;
}

/** Ticks that CPUs spent in guests of their own, which are in user and nice too. */
export interface GuestTicks {
  readonly cpu: string;
  readonly user: number;
  readonly nice: number;
}

/**
 * Reads from `/proc/stat` what few look at: ticks in guests by CPU, and interrupts since boot (the first number of `intr`).
 * A kernel that does not tell has none; nothing fails.
 */
export function parseProcStatMore(text: string): { readonly guests: readonly GuestTicks[]; readonly interrupts: number | null } {
  const guests = [...text.matchAll(/^cpu(\d+)((?: +\d+){10})/gm)].map(([, cpu = '', counts = '']) => {
    const [user = 0, nice = 0] = counts.trim().split(/ +/).slice(8).map(Number);
    return { cpu, user, nice };
  });
  const interrupts = /^intr (\d+)/m.exec(text)?.[1];
  return { guests, interrupts: interrupts === undefined ? null : Number(interrupts) };
}

const failure = (line: string) => fail({ format: '/proc/stat', line });

/**
 * Parses `/proc/stat` of a Linux guest (proc(5)).
 *
 * Shape: `cpuN user nice system idle iowait irq softirq steal guest guest_nice` per CPU, then one `name value` line each.
 * Units: ticks since boot; the guest's columns are left out because they are inside user and nice already.
 * Fails: with the CPU line that has fewer than eight counters, or with the name of a line that is missing.
 */
export function parseProcStat(text: string): Result<ProcStat, ParseFailure> {
  const cpus = [];
  const values = new Map<string, number>();
  for (const line of text.split('\n')) {
    const words = line.split(' ', 12).filter((word) => word !== '');
    const name = words[0] ?? '';
    if (/^cpu\d+$/.test(name)) {
      const counts = words.slice(1, 9).map(Number);
      const [user, nice, system, idle, iowait, irq, softirq, steal] = counts;
      if (steal === undefined || !counts.every(Number.isFinite)) return failure(line);
      cpus.push({
        cpu: name.slice(3),
        ticks: { user: user!, nice: nice!, system: system!, idle: idle!, iowait: iowait!, irq: irq!, softirq: softirq!, steal },
      });
    } else if (words.length === 2) values.set(name, Number(words[1]));
  }
  const read = (name: string) => values.get(name) ?? NaN;
  const stat = {
    cpus,
    contextSwitches: read('ctxt'),
    forks: read('processes'),
    bootTimeSeconds: read('btime'),
    procsRunning: read('procs_running'),
    procsBlocked: read('procs_blocked'),
  };
  if (cpus.length === 0) return failure('cpu0');
  for (const name of ['ctxt', 'processes', 'btime', 'procs_running', 'procs_blocked']) {
    if (!Number.isFinite(read(name))) return failure(name);
  }
  return ok(stat);
}
