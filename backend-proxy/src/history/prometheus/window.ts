/** What a point of an answer covers, and which series are asked for. All times in ms. */
export interface Window {
  /** How far points are apart; each covers as much. */
  readonly stepMs: number;
  /** How often a value comes into the server: the scrape's interval, or the collector's where that is longer. */
  readonly intervalMs: number;
  /** Matchers that every selector carries. */
  readonly match: string;
  /** The labels that an answer keeps. */
  readonly by: readonly string[];
}

/** More parts of a step make rates no better, but dearer. */
const MOST_PARTS = 60;

export const ms = (length: number): string => `${Math.max(1, Math.round(length))}ms`;

/**
 * Into which parts a step is cut to take a rate of each: as many as values come in it, 60 at most, such that they divide it evenly.
 * A rate over a whole step would spread what was counted in a part of it over all of it, wherever a series begins, ends or pauses.
 */
export function partMs({ stepMs, intervalMs }: Window): number {
  for (let parts = Math.min(MOST_PARTS, Math.floor(stepMs / intervalMs)); parts > 1; parts--) {
    if (stepMs % parts === 0) return stepMs / parts;
  }
  return stepMs;
}
