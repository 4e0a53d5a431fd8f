import { encodeTimes, encodeValues } from './chunk.ts';
import { numberOf } from './columns.ts';
import { CHUNK_MS } from './openChunks.ts';
import type { Points } from './openChunks.ts';
import { join, readRaw } from './reader.ts';
import { WINDOWS, WINDOW_MS, windowKey } from './statements.ts';
import type { Statements } from './statements.ts';

const WINDOWS_A_VISIT = 16;

/**
 * Makes minutes of raw points, two hours of one series at a time, once all of them are packed, and drops what is older than
 * it is kept. Raw points are dropped only after their minutes are written, whatever their age.
 */
export class Rollup {
  private readonly statements: Statements;
  private readonly rolled = new Map<number, number>();

  constructor(statements: Statements) {
    this.statements = statements;
  }

  /** Up to when (epoch ms) the minutes of a series are written; -Infinity when none are. */
  doneUntil(series: number): number {
    const known = this.rolled.get(series);
    if (known !== undefined) return known;
    const key = numberOf(this.statements.lastMinute.get(series * WINDOWS, (series + 1) * WINDOWS), 'key');
    const until = Number.isNaN(key) ? -Infinity : ((key % WINDOWS) + 1) * WINDOW_MS;
    this.rolled.set(series, until);
    return until;
  }

  /** Rolls what is ready of one series: windows that end by `packedUntilMs`. Runs inside the caller's transaction. */
  visit(series: number, packedUntilMs: number, keep: { readonly rawFromMs: number; readonly minuteFromMs: number }): void {
    for (let i = 0; i < WINDOWS_A_VISIT; i++) {
      const done = this.doneUntil(series);
      const next = numberOf(this.statements.nextRaw.get(series, Math.max(done, 0) - CHUNK_MS, Math.max(done, 0)), 'start_ms');
      if (Number.isNaN(next)) break;
      const windowMs = Math.floor(Math.max(next, done) / WINDOW_MS) * WINDOW_MS;
      if (windowMs + WINDOW_MS > packedUntilMs) break;
      this.write(series, windowMs, join(readRaw(this.statements, series, windowMs, windowMs + WINDOW_MS)));
      this.rolled.set(series, windowMs + WINDOW_MS);
    }
    this.statements.trimRaw.run(series, Math.max(0, Math.min(this.doneUntil(series), keep.rawFromMs) - CHUNK_MS));
    this.statements.trimMinute.run(series * WINDOWS, windowKey(series, Math.max(0, keep.minuteFromMs)));
  }

  /** After a rolled-back transaction: what was noted may not be written. */
  forget(): void {
    this.rolled.clear();
  }

  private write(series: number, windowMs: number, points: Points): void {
    const minutes = toMinutes(points, windowMs);
    if (minutes.minutes.length === 0) return;
    const pack = (column: readonly number[]): Uint8Array => encodeValues(Float64Array.from(column, Math.fround));
    this.statements.addMinute.run(
      windowKey(series, windowMs),
      minutes.minutes.length,
      encodeTimes(minutes.minutes, 0),
      encodeTimes(minutes.counts, 0),
      pack(minutes.avg),
      pack(minutes.min),
      pack(minutes.max),
      pack(minutes.last),
    );
  }
}

interface Minutes {
  readonly minutes: number[];
  readonly counts: number[];
  readonly avg: number[];
  readonly min: number[];
  readonly max: number[];
  readonly last: number[];
}

/** Ordered points by the minute, minutes counted from `windowMs`; minutes without points are absent. */
export function toMinutes({ times, values }: Points, windowMs: number): Minutes {
  const out: Minutes = { minutes: [], counts: [], avg: [], min: [], max: [], last: [] };
  for (let i = 0; i < times.length;) {
    const minute = Math.floor(((times[i] ?? 0) - windowMs) / 60_000);
    const endMs = windowMs + (minute + 1) * 60_000;
    let [count, sum, least, most, last] = [0, 0, Infinity, -Infinity, 0];
    for (; i < times.length && (times[i] ?? 0) < endMs; i++) {
      last = values[i] ?? NaN;
      sum += last;
      least = Math.min(least, last);
      most = Math.max(most, last);
      count++;
    }
    out.minutes.push(minute);
    out.counts.push(count);
    out.avg.push(sum / count);
    out.min.push(least);
    out.max.push(most);
    out.last.push(last);
  }
  return out;
}
