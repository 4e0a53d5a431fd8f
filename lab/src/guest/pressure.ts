import { integralOf, smoothedOf, type Wave } from '../wave.ts';
import { labSeconds, type Guest } from './guest.ts';

export type PressureKind = 'cpu' | 'memory' | 'io';

/** One line of PSI: averages in percent, the total in microseconds since boot. */
export interface PressureLine {
  readonly avg10: number;
  readonly avg60: number;
  readonly avg300: number;
  readonly totalUs: number;
}

/** Tasks queue once a held load leaves little of the CPUs: the share of time in which one waits. */
const waitingAt = (busy: number): number => Math.max(0, busy - 0.6) * 1.6;
const FULL_SHARE = { cpu: 0, memory: 0.6, io: 0.7 } as const;

export function pressureOf(guest: Guest, kind: PressureKind, atMs: number): { some: PressureLine; full: PressureLine } {
  const { pressureCpu, pressureMemory, pressureIo } = guest.profile;
  const some = lineOf(guest, kind === 'cpu' ? pressureCpu : kind === 'memory' ? pressureMemory : pressureIo, atMs, kind === 'cpu');
  const share = FULL_SHARE[kind];
  return {
    some,
    full: { avg10: some.avg10 * share, avg60: some.avg60 * share, avg300: some.avg300 * share, totalUs: Math.floor(some.totalUs * share) },
  };
}

function lineOf(guest: Guest, wave: Wave, atMs: number, ofCpu: boolean): PressureLine {
  const bootMs = guest.bootedAtMs(atMs);
  const seconds = labSeconds(atMs);
  let total = integralOf(wave, seconds) - integralOf(wave, labSeconds(bootMs));
  const held = ofCpu ? guest.conditions.heldLoads : [];
  for (const { fromMs, toMs, busy } of held) {
    total += Math.max(0, (Math.min(toMs, atMs) - Math.max(fromMs, bootMs)) / 1000) * waitingAt(busy);
  }
  const average = (tau: number): number => {
    let value = smoothedOf(wave, seconds, tau);
    for (const { fromMs, toMs, busy } of held) {
      if (fromMs > atMs) continue;
      const risen = 1 - Math.exp(-(Math.min(toMs, atMs) - fromMs) / 1000 / tau);
      value += waitingAt(busy) * risen * Math.exp(-Math.max(0, atMs - toMs) / 1000 / tau);
    }
    return Math.min(100, value * 100);
  };
  return { avg10: average(10), avg60: average(60), avg300: average(300), totalUs: Math.floor(total * 1e6) };
}
