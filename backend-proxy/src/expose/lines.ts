import type { FamilyPart } from '@tart-lab/contract/families.ts';

/** The two texts that Prometheus reads: OpenMetrics 1.0 and its own older format 0.0.4. */
export type TextFormat = 'openmetrics' | 'prometheus';

/** A value as both formats write it; what is no number gives no line. */
export const numberText = (value: number): string => (Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : '-Inf');

/** One line. `stamp` is empty, or a space and the time. */
export function lineOf(family: string, labels: string, value: number, stamp: string): string {
  return labels === '' ? `${family} ${numberText(value)}${stamp}\n` : `${family}{${labels}} ${numberText(value)}${stamp}\n`;
}

/** How a page tells its values' times: not at all, or behind each. OpenMetrics counts seconds, the older format milliseconds. */
export function stampOf(format: TextFormat, withTimes: boolean): (atMs: number) => string {
  if (!withTimes) return () => '';
  return format === 'openmetrics' ? (atMs) => ` ${(atMs / 1000).toFixed(3)}` : (atMs) => ` ${Math.round(atMs)}`;
}

/**
 * The lines of a page by family, in the order in which they come: a page has all lines of a family together, wherever they are from.
 * Each part has a bound; what is beyond is counted and left out.
 */
export class Lines {
  readonly stamp: (atMs: number) => string;
  private readonly byFamily = new Map<string, string[]>();
  private readonly cutByPart = new Map<FamilyPart, number>();
  private part: FamilyPart = 'proxy';
  private left = Number.POSITIVE_INFINITY;

  constructor(stamp: (atMs: number) => string = () => '') {
    this.stamp = stamp;
  }

  /** What `fill` adds counts for this part, and no more than `most` series of it are taken. */
  within(part: FamilyPart, most: number, fill: () => void): void {
    this.part = part;
    this.left = most;
    if (!this.cutByPart.has(part)) this.cutByPart.set(part, 0);
    fill();
    this.left = Number.POSITIVE_INFINITY;
  }

  /** One series; without a value there is no line. */
  add(family: string, labels: string, value: number | null | undefined, atMs?: number): void {
    if (value === null || value === undefined || Number.isNaN(value)) return;
    this.addBlock(family, lineOf(family, labels, value, atMs === undefined ? '' : this.stamp(atMs)), 1);
  }

  /** The finished lines of one family; all of them, or none where they are too many. */
  addBlock(family: string, text: string, series: number): void {
    if (series > this.left) {
      this.cutByPart.set(this.part, (this.cutByPart.get(this.part) ?? 0) + series);
      return;
    }
    this.left -= series;
    const lines = this.byFamily.get(family);
    if (lines) lines.push(text);
    else this.byFamily.set(family, [text]);
  }

  of(family: string): readonly string[] | undefined {
    return this.byFamily.get(family);
  }

  /** Series left out, by part. */
  cut(): ReadonlyMap<FamilyPart, number> {
    return this.cutByPart;
  }
}
