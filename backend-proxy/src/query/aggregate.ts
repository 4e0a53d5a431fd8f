import type { Aggregation } from '@tart-lab/contract/query.ts';
import { groupBy } from '../groupBy.ts';
import type { Line } from './line.ts';

const FOLDS: Record<Exclude<Aggregation, 'none'>, (values: readonly number[]) => number> = {
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  avg: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  min: (values) => values.reduce((least, value) => Math.min(least, value), Infinity),
  max: (values) => values.reduce((most, value) => Math.max(most, value), -Infinity),
};

/** Aggregated lines, and the lines that were missing at times at which others of their group had a value. */
export interface Aggregated {
  readonly lines: Line[];
  readonly incomplete: Line[];
}

/**
 * Adds up lines that lie on one grid, by the labels of `groupBy`. A line holds its last value for less than
 * `holdMs`, so that a reading that came a moment late makes no dent; after that it is left out, not counted as zero.
 */
export function aggregateLines(
  lines: readonly Line[],
  how: Exclude<Aggregation, 'none'>,
  keys: readonly string[],
  holdMs: number,
): Aggregated {
  const fold = FOLDS[how];
  const incomplete = new Set<Line>();
  const groups = groupBy(lines, ({ labels }) => JSON.stringify(keys.map((key) => labels[key] ?? '')));
  const aggregated = [...groups.values()].map((members) => {
    const times = [...new Set(members.flatMap((line) => line.times))].sort((a, b) => a - b);
    const collected: number[][] = times.map(() => []);
    for (const line of members) {
      let next = 0;
      times.forEach((time, i) => {
        while ((line.times[next] ?? Infinity) <= time) next++;
        const value = line.values[next - 1];
        const age = time - (line.times[next - 1] ?? -Infinity);
        if (value !== undefined && value !== null && (age === 0 || age < holdMs)) collected[i]?.push(value);
        else incomplete.add(line);
      });
    }
    const labels = Object.fromEntries(keys.flatMap((key) => (members[0]?.labels[key] ? [[key, members[0].labels[key]]] : [])));
    return { labels, times, values: collected.map((values) => (values.length > 0 ? fold(values) : null)) };
  });
  return { lines: aggregated, incomplete: [...incomplete] };
}
