import type { K6Summary } from '../../parse/k6/k6Summary.ts';

/** `81 ms`, `1.24 s`. */
export const durationText = (seconds: number): string =>
  seconds < 1 ? `${Number((seconds * 1000).toPrecision(3))} ms` : `${Number(seconds.toPrecision(3))} s`;

/** `0.02 %`. */
export const shareText = (ratio: number): string => `${Number((ratio * 100).toFixed(2))} %`;

/** `812 requests/s, p50 …, p95 …, p99 …, 0.02 % failed`: what k6 said at the end, without what it did not say. Empty when it said nothing. */
export function summaryText({
  requestsPerSecond,
  p50Seconds,
  p95Seconds,
  p99Seconds,
  failedRatio,
  checksFailed,
  checksPassed,
}: K6Summary): string {
  const durations = [
    ['p50', p50Seconds],
    ['p95', p95Seconds],
    ['p99', p99Seconds],
  ] as const;
  return [
    ...(requestsPerSecond === null ? [] : [`${Math.round(requestsPerSecond)} requests/s`]),
    ...durations.flatMap(([name, value]) => (value === null ? [] : [`${name} ${durationText(value)}`])),
    ...(failedRatio === null ? [] : [`${shareText(failedRatio)} failed`]),
    ...(checksFailed === null || checksFailed === 0 ? [] : [`${checksFailed} of ${checksFailed + (checksPassed ?? 0)} checks failed`]),
  ].join(', ');
}
