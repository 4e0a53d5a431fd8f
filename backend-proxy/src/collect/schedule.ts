import type { Collector } from './collector.ts';

/** When a collector was asked last, and until when it is left alone (epoch ms). */
export interface Asked {
  readonly atMs: number;
  readonly notBeforeMs: number;
}

/** Periods that the configuration sets, in ms. `guests` is the frame's own. */
export interface Intervals {
  readonly guests: number;
  readonly ports: number;
  readonly disks: number;
}

/** A collector's period in ms; 0 means every frame. */
export function periodMsOf(collector: Collector, intervals: Intervals): number {
  if (collector.name === 'ports') return intervals.ports;
  if (collector.name === 'filesystem') return intervals.disks;
  return collector.everySeconds * 1000;
}

/** A steady number from a name (FNV-1a), to spread what is due over time. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return value;
}

/**
 * Whether a collector is due in the frame at `nowMs`. Time is cut into periods whose borders differ by VM and collector, so the
 * df of ten VMs, or df and ss of one, do not meet in one frame; a collector is due when a border lies between its last turn and now.
 * One that was never asked is due at once, unless it is left alone.
 */
export function isDue(collector: Collector, vm: string, asked: Asked | undefined, intervals: Intervals, nowMs: number): boolean {
  if (asked === undefined) return true;
  if (nowMs < asked.notBeforeMs) return false;
  const periodMs = periodMsOf(collector, intervals);
  if (periodMs <= intervals.guests || asked.atMs > nowMs) return true; // a clock that was set back must not silence a collector
  const phaseMs = hash(`${vm} ${collector.name}`) % periodMs;
  return Math.floor((nowMs + phaseMs) / periodMs) > Math.floor((asked.atMs + phaseMs) / periodMs);
}
