import type { TimeRange } from '@grafana/data';

const MOST_KEPT = 50;

/**
 * One range for all that have the same words. "Last 15 minutes" is another range with every answer, but for a link it says the same,
 * and a panel whose links change is made anew by Grafana.
 */
export class SteadyRanges {
  private readonly byWords = new Map<string, TimeRange>();

  /** The range, or one with the same words that came before. What is no words but a time stays as it is. */
  of(range: TimeRange): TimeRange {
    const { from, to } = range.raw;
    if (typeof from !== 'string' || typeof to !== 'string') return range;
    const words = `${from} ${to}`;
    const known = this.byWords.get(words);
    if (known) return known;
    if (this.byWords.size >= MOST_KEPT) this.byWords.clear();
    this.byWords.set(words, range);
    return range;
  }
}
