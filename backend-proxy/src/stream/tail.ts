/** Points of one line, in order of time (epoch ms); null is a gap. */
export interface Points {
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
}

/** What takes the place of a line's points from `fromMs` on. */
export interface Tail {
  readonly fromMs: number;
  readonly times: number[];
  readonly values: (number | null)[];
}

const firstFrom = (times: readonly number[], fromMs: number): number => {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) < fromMs) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** The points from `fromMs` on. */
export function tailFrom({ times, values }: Points, fromMs: number): Tail {
  const first = firstFrom(times, fromMs);
  return { fromMs, times: times.slice(first), values: values.slice(first) };
}

/**
 * From the first point at which two states of a line differ, not looking at what is older than `fromMs`: new points, a last bucket
 * that grew, a gap that closed. Null when nothing differs.
 */
export function changedTail(before: Points, after: Points, fromMs: number): Tail | null {
  let i = firstFrom(before.times, fromMs);
  let j = firstFrom(after.times, fromMs);
  while (i < before.times.length && before.times[i] === after.times[j] && before.values[i] === after.values[j]) {
    i++;
    j++;
  }
  const changedMs = Math.min(before.times[i] ?? Infinity, after.times[j] ?? Infinity);
  return changedMs === Infinity ? null : tailFrom(after, changedMs);
}
