import type { Fold } from '@tart-lab/contract/metrics.ts';
import type { Points } from './openChunks.ts';

/**
 * Folds points into buckets of `stepMs` that begin at `startMs`. Points outside are ignored; a bucket without points is
 * absent from the result. An average is weighted by the number of raw points behind each entry.
 */
export class GridFold {
  private readonly startMs: number;
  private readonly stepMs: number;
  private readonly counts: Float64Array;
  private readonly folded: Float64Array;
  private readonly fold: Fold;

  constructor(startMs: number, stepMs: number, buckets: number, fold: Fold) {
    this.startMs = startMs;
    this.stepMs = stepMs;
    this.fold = fold;
    this.counts = new Float64Array(buckets);
    this.folded = new Float64Array(buckets);
  }

  /** Adds points in order of time; `weights` is how many raw points stand behind each, one when absent. */
  add(points: Points, weights?: Float64Array): void {
    const { times, values } = points;
    for (let i = 0; i < times.length; i++) {
      const bucket = Math.floor(((times[i] ?? NaN) - this.startMs) / this.stepMs);
      if (!(bucket >= 0 && bucket < this.counts.length)) continue;
      const value = values[i] ?? NaN;
      const weight = weights?.[i] ?? 1;
      const count = this.counts[bucket] ?? 0;
      const before = this.folded[bucket] ?? 0;
      this.counts[bucket] = count + weight;
      if (this.fold === 'avg') this.folded[bucket] = before + value * weight;
      else if (count === 0 || this.fold === 'last') this.folded[bucket] = value;
      else this.folded[bucket] = this.fold === 'min' ? Math.min(before, value) : Math.max(before, value);
    }
  }

  /** The buckets that hold something, each at its beginning. */
  finish(): Points {
    const filled = this.counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
    const times = new Float64Array(filled);
    const values = new Float64Array(filled);
    let at = 0;
    this.counts.forEach((count, bucket) => {
      if (count === 0) return;
      times[at] = this.startMs + bucket * this.stepMs;
      const folded = this.folded[bucket] ?? NaN;
      values[at++] = this.fold === 'avg' ? folded / count : folded;
    });
    return { times, values };
  }
}
