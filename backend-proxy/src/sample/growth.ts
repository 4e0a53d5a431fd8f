import { READINGS } from '@tart-lab/contract/readings.ts';
import type { Reading } from '@tart-lab/contract/sample.ts';

/** A counter as it was read last: its value and when (epoch ms). */
export interface Counted {
  readonly atMs: number;
  readonly value: number;
}
export type Counters = ReadonlyMap<string, Counted>;

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
 * Compares a frame's counters with those of the frame before. Pure.
 *
 * No rate is given, rather than a wrong one: for a counter's first reading, for one that went back, for all counters of a
 * device of which one went back (the device was re-created, or its driver restarted), and over a gap longer than `maxGapMs`.
 * What happened in such a gap is in none of the rates: the average would draw a line where nothing was measured.
 * Counters that this frame did not bring are remembered until the gap is over, so one missed frame costs one point.
 */
export function growth(before: Counters, readings: readonly Reading[], atMs: number, maxGapMs: number) {
  const counters = new Map<string, Counted>();
  const restarted = new Set<string>();
  const grown: Grown[] = readings.map((reading) => {
    const collector = COLLECTOR_OF_COUNTER.get(reading.name);
    if (collector === undefined) return { reading, delta: null, perSecond: null };
    const key = keyOf(reading);
    const last = before.get(key);
    counters.set(key, { atMs, value: reading.value });
    if (!last || atMs <= last.atMs || atMs - last.atMs > maxGapMs) return { reading, delta: null, perSecond: null };
    const delta = reading.value - last.value;
    if (delta < 0 && reading.labels['device'] !== undefined) restarted.add(`${collector} ${reading.labels['device']}`);
    return { reading, delta, perSecond: delta < 0 ? null : (delta * 1000) / (atMs - last.atMs) };
  });
  // forEach makes no array for each entry, as a loop over the entries does: a sixth of a frame's garbage.
  before.forEach((last, key) => {
    if (!counters.has(key) && atMs - last.atMs <= maxGapMs) counters.set(key, last);
  });
  if (restarted.size === 0) return { grown, counters };
  const isRestarted = ({ name, labels }: Reading) => restarted.has(`${COLLECTOR_OF_COUNTER.get(name)} ${labels['device']}`);
  return { grown: grown.map((one) => (isRestarted(one.reading) ? { ...one, delta: null, perSecond: null } : one)), counters };
}
