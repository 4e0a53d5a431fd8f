/** One line of a chart: times (epoch ms) and values of one length; null is a gap. */
export interface Line {
  readonly labels: Readonly<Record<string, string>>;
  readonly times: number[];
  readonly values: (number | null)[];
}

/**
 * Puts one null where a line must break: after a point whose successor comes later than `longestMs`, and after the last one
 * when `untilMs` is later than that. The null lies `stepMs` after the point, where the next was expected.
 */
export function withGaps(line: Line, stepMs: number, longestMs: number, untilMs: number): Line {
  const times: number[] = [];
  const values: (number | null)[] = [];
  line.times.forEach((time, i) => {
    times.push(time);
    values.push(line.values[i] ?? null);
    const next = line.times[i + 1] ?? untilMs;
    if (next - time <= longestMs) return;
    times.push(time + stepMs);
    values.push(null);
  });
  return { labels: line.labels, times, values };
}

/** The mean of a line's values; NaN when it has none. */
export function meanOf({ values }: Line): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (value === null) continue;
    sum += value;
    count++;
  }
  return sum / count;
}
