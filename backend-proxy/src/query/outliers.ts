import type { Notice } from '@tart-lab/contract/frame.ts';
import { meanOf, type Line } from './line.ts';

/** Fewer lines have no "others" to stand out from. */
const FEWEST = 3;
/** Make the usual distance of a bell curve one standard deviation, from the median and from the mean distance. */
const OF_MEDIAN = 1.4826;
const OF_MEAN = 1.2533;

const median = (sorted: readonly number[]): number => {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[half] ?? NaN) : ((sorted[half - 1] ?? NaN) + (sorted[half] ?? NaN)) / 2;
};
const ascending = (a: number, b: number): number => a - b;

/**
 * Lines that stand out from the others: the mean of one over the range lies more than `times` usual distances from the median of all
 * means. The usual distance is 1.4826 × the median of the distances (a standard deviation, if the means lie on a bell curve, which no
 * outlier can stretch); where more than half of the means are alike, so that this is 0, it is 1.2533 × their mean. The farthest comes
 * first. Of fewer than three lines none stands out. The notice says what was found.
 */
export function outlyingLines(lines: readonly Line[], times: number): { readonly lines: Line[]; readonly notice: Notice } {
  const ranked = lines.map((line) => ({ line, mean: meanOf(line) })).filter(({ mean }) => !Number.isNaN(mean));
  if (ranked.length < FEWEST) {
    return { lines: [], notice: { severity: 'info', text: `Of ${ranked.length} series none can stand out; it takes ${FEWEST}` } };
  }
  const middle = median(ranked.map(({ mean }) => mean).sort(ascending));
  const distances = ranked.map(({ mean }) => Math.abs(mean - middle));
  const sum = distances.reduce((total, distance) => total + distance, 0);
  const usual = OF_MEDIAN * median([...distances].sort(ascending)) || (OF_MEAN * sum) / ranked.length;
  const far = ranked
    .map(({ line }, i) => ({ line, distance: distances[i] ?? 0 }))
    .filter(({ distance }) => distance > times * usual)
    .sort((a, b) => b.distance - a.distance);
  const bounds = `${short(middle - times * usual)} to ${short(middle + times * usual)}`;
  const found = far.length === 0 ? `None of ${ranked.length} series stands out` : `${far.length} of ${ranked.length} series stand out`;
  return { lines: far.map(({ line }) => line), notice: { severity: 'info', text: `${found}: means of ${bounds} are usual` } };
}

const short = (value: number): string => String(Number(value.toPrecision(3)));
