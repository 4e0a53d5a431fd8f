import { rangeUtil, type DataQueryRequest, type TimeRange } from '@grafana/data';

/** A range that ends so long ago shows nothing new. */
const ENDS_NOW_MS = 10_000;

type Ranged = Pick<DataQueryRequest, 'range' | 'timezone'>;

/** The request's range as it is now: "last 5 minutes" slides, a fixed one stays. */
export function rangeNow({ range, timezone }: Ranged): TimeRange {
  return rangeUtil.isRelativeTimeRange(range.raw) ? rangeUtil.convertRawToRange(range.raw, timezone) : range;
}

/** Whether new values can fall into the range: it ends now, or later. */
export const reachesNow = ({ to }: TimeRange, nowMs: number): boolean => to.valueOf() >= nowMs - ENDS_NOW_MS;

/** How the proxy shall understand the range: its length when it slides, its beginning when it only grows. */
export function lengthOf({ from, to, raw }: TimeRange): { lastMs: number } | { fromMs: number } {
  const slides = typeof raw.from === 'string' && raw.from.startsWith('now') && !raw.from.includes('/');
  return slides ? { lastMs: Math.max(1, to.valueOf() - from.valueOf()) } : { fromMs: Math.max(0, from.valueOf()) };
}
