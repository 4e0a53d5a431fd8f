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
  const cpus: ProcStat['cpus'][number][] = [];
  const values = new Map<string, number>();
  const wrong = text.split('\n').find((line) => {
    if (line.startsWith('cpu')) return !takeCpu(cpus, line);
    const space = line.indexOf(' ');
    // `intr` and `softirq` go on with hundreds of numbers, of which the first is all of them.
    if (space > 0 && line.indexOf(' ', space + 1) < 0) values.set(line.slice(0, space), Number(line.slice(space + 1)));
    return false;
  });
  if (wrong !== undefined) return failure(wrong);
  if (cpus.length === 0) return failure('cpu0');
  const missing = LINES.find((name) => !Number.isFinite(values.get(name)));
  if (missing !== undefined) return failure(missing);
  const read = (name: (typeof LINES)[number]) => values.get(name) ?? NaN;
  return ok({
    cpus,
    contextSwitches: read('ctxt'),
    forks: read('processes'),
    bootTimeSeconds: read('btime'),
    procsRunning: read('procs_running'),
    procsBlocked: read('procs_blocked'),
  });
}

const LINES = ['ctxt', 'processes', 'btime', 'procs_running', 'procs_blocked'] as const;

/** Adds the CPU of a line; that of all CPUs together (`cpu  …`) is left out. False for a line that lacks a counter. */
function takeCpu(cpus: ProcStat['cpus'][number][], line: string): boolean {
  const words = line.split(' ', 9);
  const name = words[0] ?? '';
  if (name === 'cpu') return true;
  const at = (column: number) => (words[column] ? Number(words[column]) : NaN);
  const ticks = { user: at(1), nice: at(2), system: at(3), idle: at(4), iowait: at(5), irq: at(6), softirq: at(7), steal: at(8) };
  cpus.push({ cpu: name.slice(3), ticks });
  const sum = ticks.user + ticks.nice + ticks.system + ticks.idle + ticks.iowait + ticks.irq + ticks.softirq + ticks.steal;
  return Number.isFinite(sum);
}
