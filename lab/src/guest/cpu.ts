import { integralOf, smoothedOf, valueOf } from '../wave.ts';
import { labSeconds, type Guest } from './guest.ts';

export const CPU_MODES = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'] as const;
export type CpuMode = (typeof CPU_MODES)[number];
const BUSY_MODES = ['user', 'nice', 'system', 'softirq', 'steal'] as const;
const WAVE_MODES = ['user', 'nice', 'system', 'iowait', 'softirq', 'steal'] as const;
/** The first CPU does a little more than the second; so little that idle time still grows under the highest held load. */
const FIRST_CPU_EXTRA = 0.03;
/** How a held load divides. */
const HELD_SHARES = { user: 0.8, nice: 0, system: 0.16, softirq: 0.04, steal: 0 } as const;

/** Seconds that all CPUs together spent in each mode since boot. They add up to the uptime of every CPU. */
export function cpuSeconds(guest: Guest, atMs: number): Record<CpuMode, number> {
  const bootMs = guest.bootedAtMs(atMs);
  const [from, to] = [labSeconds(bootMs), labSeconds(atMs)];
  const { cpu } = guest.profile;
  const { cpus } = guest.spec;
  const seconds: Record<CpuMode, number> = { user: 0, nice: 0, system: 0, idle: 0, iowait: 0, irq: 0, softirq: 0, steal: 0 };
  for (const mode of WAVE_MODES) seconds[mode] = cpus * (integralOf(cpu[mode], to) - integralOf(cpu[mode], from));
  for (const held of guest.conditions.heldLoads) {
    const start = labSeconds(Math.max(held.fromMs, bootMs));
    const end = labSeconds(Math.min(held.toMs, atMs));
    if (end <= start) continue;
    for (const mode of BUSY_MODES) {
      const usual = integralOf(cpu[mode], end) - integralOf(cpu[mode], start);
      seconds[mode] += cpus * (HELD_SHARES[mode] * held.busy * (end - start) - usual);
    }
  }
  seconds.idle = cpus * (to - from) - seconds.user - seconds.nice - seconds.system - seconds.iowait - seconds.softirq - seconds.steal;
  return seconds;
}

/** The same for each CPU, in ticks of 1/100 s: whole numbers that add up to the VM's. */
export function cpuTicks(guest: Guest, atMs: number): Record<CpuMode, number>[] {
  const all = cpuSeconds(guest, atMs);
  const { cpus } = guest.spec;
  return Array.from({ length: cpus }, (_, index) => {
    const moved = all.user * (index === 0 ? FIRST_CPU_EXTRA : index === 1 ? -FIRST_CPU_EXTRA : 0);
    const ticks = { ...all };
    for (const mode of CPU_MODES)
      ticks[mode] = Math.floor(((all[mode] + (mode === 'user' ? moved : mode === 'idle' ? -moved : 0)) / cpus) * 100);
    return ticks;
  });
}

/** Busy share of all CPUs now, 0 to 1. */
export function busyRatio(guest: Guest, atMs: number): number {
  const held = guest.conditions.heldLoads.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs);
  if (held) return held.busy;
  let busy = 0;
  for (const mode of BUSY_MODES) busy += valueOf(guest.profile.cpu[mode], labSeconds(atMs));
  return busy;
}

/** The 1, 5 and 15 minute load averages: the busy CPUs, each average as slow as the kernel's. */
export function loadAverages(guest: Guest, atMs: number): [number, number, number] {
  return [loadAverage(guest, atMs, 60), loadAverage(guest, atMs, 300), loadAverage(guest, atMs, 900)];
}

function loadAverage(guest: Guest, atMs: number, tau: number): number {
  const { cpu } = guest.profile;
  const seconds = labSeconds(atMs);
  let load = 0;
  for (const mode of [...BUSY_MODES, 'iowait'] as const) load += guest.spec.cpus * smoothedOf(cpu[mode], seconds, tau);
  const sinceBoot = Math.max(0, (atMs - guest.bootedAtMs(atMs)) / 1000);
  load *= 1 - Math.exp(-sinceBoot / tau);
  for (const { fromMs, toMs, busy } of guest.conditions.heldLoads) {
    if (fromMs > atMs) continue;
    const risen = 1 - Math.exp(-(Math.min(toMs, atMs) - fromMs) / 1000 / tau);
    const faded = Math.exp(-Math.max(0, atMs - toMs) / 1000 / tau);
    load += (busy * guest.spec.cpus * 1.1 - load) * risen * faded;
  }
  return Math.max(0, load);
}
