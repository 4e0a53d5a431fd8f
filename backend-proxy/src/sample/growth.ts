import { READINGS } from '@tart-lab/contract/readings.ts';
import type { Reading } from '@tart-lab/contract/sample.ts';

/** A counter as it was read last: its value and when (epoch ms). */
export interface Counted {
  atMs: number;
  value: number;
}
/** By reading and labels. Made once a VM and brought up to date by every frame: new ones each time were a seventh of a frame's garbage. */
export type Counters = Map<string, Counted>;

/** A reading and, for a counter that was read before, how much it grew. `perSecond` is null where that cannot be said. */
export interface Grown {
  readonly reading: Reading;
  /** Difference to the reading before; negative when the counter went back. null without a usable reading before. */
  readonly delta: number | null;
  readonly perSecond: number | null;
}

const COLLECTOR_OF_COUNTER = new Map(READINGS.filter(({ kind }) => kind === 'counter').map(({ name, collector }) => [name, collector]));
const keyOf = ({ name, labels }: Reading): string => {
  let key = name;
  for (const label in labels) key += `\0${labels[label]}`;
  return key;
};

/**
 * Compares a frame's counters with those of the frames before, and brings these up to date.
 *
 * No rate is given, rather than a wrong one: for a counter's first reading, for one that went back, for all counters of a
 * device of which one went back (the device was re-created, or its driver restarted), and over a gap longer than `maxGapMs`.
 * What happened in such a gap is in none of the rates: the average would draw a line where nothing was measured.
 * Counters that this frame did not bring are remembered until the gap is over, so one missed frame costs one point.
 */
export function growth(counters: Counters, readings: readonly Reading[], atMs: number, maxGapMs: number): readonly Grown[] {
  const restarted = new Set<string>();
  const grown = readings.map((reading) => {
    const collector = COLLECTOR_OF_COUNTER.get(reading.name);
    if (collector === undefined) return { reading, delta: null, perSecond: null };
    const key = keyOf(reading);
    const counted = counters.get(key);
    if (!counted) {
      counters.set(key, { atMs, value: reading.value });
      return { reading, delta: null, perSecond: null };
    }
    const elapsedMs = atMs - counted.atMs;
    const delta = reading.value - counted.value;
    counted.atMs = atMs;
    counted.value = reading.value;
    if (elapsedMs <= 0 || elapsedMs > maxGapMs) return { reading, delta: null, perSecond: null };
    if (delta < 0 && reading.labels['device'] !== undefined) restarted.add(`${collector} ${reading.labels['device']}`);
    return { reading, delta, perSecond: delta < 0 ? null : (delta * 1000) / elapsedMs };
  });
  counters.forEach((counted, key) => {
    if (atMs - counted.atMs > maxGapMs) counters.delete(key);
  });
  if (restarted.size === 0) return grown;
  const isRestarted = ({ name, labels }: Reading) => restarted.has(`${COLLECTOR_OF_COUNTER.get(name)} ${labels['device']}`);
  return grown.map((one) => (isRestarted(one.reading) ? { ...one, delta: null, perSecond: null } : one));
}
