import type { Fold } from '@tart-lab/contract/metrics.ts';
import { decodeTimes, decodeValues } from './chunk.ts';
import { bytesOf, numberOf } from './columns.ts';
import { CHUNK_MS } from './openChunks.ts';
import type { Points } from './openChunks.ts';
import { WINDOWS, WINDOW_MS, windowKey } from './statements.ts';
import type { Statements } from './statements.ts';

/** Points with the number of raw points behind each. */
export interface Weighed {
  readonly points: Points;
  readonly weights: Float64Array;
}

/** The part of ordered points with `fromMs <= time < endMs`, without copying. */
export function clip({ times, values }: Points, fromMs: number, endMs: number): Points {
  const from = lowerBound(times, fromMs);
  const end = lowerBound(times, endMs);
  return { times: times.subarray(from, end), values: values.subarray(from, end) };
}

function lowerBound(times: Float64Array, atMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Packed raw points of a series with `fromMs <= time < endMs`, chunk by chunk. A chunk that cannot be unpacked is left out. */
export function readRaw(statements: Statements, series: number, fromMs: number, endMs: number): Points[] {
  const parts: Points[] = [];
  for (const row of statements.rawRange.all(series, fromMs - CHUNK_MS, endMs - 1)) {
    const count = numberOf(row, 'count');
    const times = decodeTimes(bytesOf(row, 'times'), numberOf(row, 'start_ms'), count);
    const values = decodeValues(bytesOf(row, 'vals'), count);
    if (times && values) parts.push(clip({ times, values }, fromMs, endMs));
  }
  return parts;
}

/** Minutes of a series with `fromMs <= minute < endMs`, two hours at a time. */
export function readMinutes(statements: Statements, series: number, fromMs: number, endMs: number, fold: Fold): Weighed[] {
  const statement = { avg: 'minuteAvg', min: 'minuteMin', max: 'minuteMax', last: 'minuteLast' } as const;
  const parts: Weighed[] = [];
  for (const row of statements[statement[fold]].all(windowKey(series, fromMs), windowKey(series, endMs - 1))) {
    const startMs = (numberOf(row, 'key') % WINDOWS) * WINDOW_MS;
    const count = numberOf(row, 'count');
    const times = decodeTimes(bytesOf(row, 'minutes'), 0, count)?.map((minute) => startMs + minute * 60_000);
    const counts = decodeTimes(bytesOf(row, 'counts'), 0, count);
    const values = decodeValues(bytesOf(row, 'vals'), count);
    if (!times || !counts || !values) continue;
    const points = clip({ times, values }, fromMs, endMs);
    const skipped = lowerBound(times, fromMs);
    parts.push({ points, weights: counts.subarray(skipped, skipped + points.times.length) });
  }
  return parts;
}

/** Joins parts into one run in order of time. Parts overlap only where the clock was set back. */
export function join(parts: readonly Points[]): Points {
  const length = parts.reduce((sum, part) => sum + part.times.length, 0);
  const times = new Float64Array(length);
  const values = new Float64Array(length);
  let at = 0;
  for (const part of parts) {
    times.set(part.times, at);
    values.set(part.values, at);
    at += part.times.length;
  }
  if (times.every((time, i) => i === 0 || time >= (times[i - 1] ?? 0))) return { times, values };
  const order = Array.from(times.keys()).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0));
  return { times: Float64Array.from(order, (i) => times[i] ?? 0), values: Float64Array.from(order, (i) => values[i] ?? 0) };
}
