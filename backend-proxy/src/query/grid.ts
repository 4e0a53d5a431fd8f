import type { Range } from './deps.ts';

const S = 1000;
const M = 60 * S;
const H = 60 * M;
const DAY = 24 * H;
const NICE_STEPS_MS = [
  ...[1, 2, 5, 10, 15, 20, 30].map((n) => n * S),
  ...[1, 2, 3, 5, 10, 15, 20, 30].map((n) => n * M),
  ...[1, 2, 3, 4, 6, 8, 12].map((n) => n * H),
  ...[1, 2, 5, 10, 30, 100, 400].map((n) => n * DAY),
];

/** Where points of an answer lie. `stepMs` null: where they were measured. `fromMs` is the first bucket's beginning. */
export interface Grid {
  readonly fromMs: number;
  readonly stepMs: number | null;
  readonly tier: 'raw' | 'minute';
}

/**
 * Chooses step and tier: no finer than asked for, at most `maxDataPoints` buckets, on borders that do not move when the range
 * does. Points stay as measured while a step would hold one of them at most; minutes answer whatever they are fine enough for, and what is
 * older than raw points are kept (`rawSinceMs`). `onGrid` asks for a step in any case, as several series are to be added up.
 * A range that brings its grid keeps it.
 */
export function chooseGrid(range: Range, collectMs: number, rawSinceMs: number, onGrid: boolean): Grid {
  const { fromMs, toMs, maxDataPoints, intervalMs, grid: kept } = range;
  if (kept) return { ...kept, fromMs: kept.stepMs === null ? fromMs : Math.floor(fromMs / kept.stepMs) * kept.stepMs };
  const finestMs = Math.max(intervalMs, (toMs - fromMs) / Math.max(1, maxDataPoints - 1));
  const rawGone = fromMs < rawSinceMs;
  if (!onGrid && !rawGone && finestMs <= collectMs) return { fromMs, stepMs: null, tier: 'raw' };
  const leastMs = Math.max(finestMs, collectMs, rawGone ? M : 0);
  for (const stepMs of NICE_STEPS_MS) {
    if (stepMs < leastMs) continue;
    const firstMs = Math.floor(fromMs / stepMs) * stepMs;
    if (Math.floor((toMs - firstMs) / stepMs) + 1 > maxDataPoints) continue;
    return { fromMs: firstMs, stepMs, tier: stepMs >= M ? 'minute' : 'raw' };
  }
  // A single point: one bucket over the whole range.
  return { fromMs, stepMs: Math.ceil((toMs - fromMs + 1) / maxDataPoints), tier: toMs - fromMs >= H ? 'minute' : 'raw' };
}
