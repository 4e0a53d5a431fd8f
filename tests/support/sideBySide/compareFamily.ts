import type { ScrapedSeries } from '../prometheusServer.ts';
import type { Rule } from './rules.ts';

type Points = ScrapedSeries['points'];

/** What came of one family: series and points compared, the worst point (all in the family's unit), and what broke the rule. */
export interface Compared {
  readonly family: string;
  readonly rule: Rule;
  readonly series: number;
  readonly points: number;
  /** Farthest from what node_exporter's values around it say for that instant, and that as a share of the value. */
  readonly worst: number;
  readonly worstRatio: number;
  readonly broken: readonly string[];
}

/** Between the timestamp of a scrape and the reading lies the time that it takes, on a busy machine up to so long. */
const SLACK_SECONDS = 1.5;
/** Values of a moving gauge are compared with those so long before and after. */
const AROUND_SECONDS = 4;
/** Sums of the kernel's ticks, as two programs add them. */
const ROUNDING = 1e-9;

/** Compares series of one family. `pairs` are ours with what node_exporter read of the same thing, in order of time. */
export function compareFamily(family: string, rule: Rule, pairs: readonly (readonly [ours: ScrapedSeries, theirs: Points])[]): Compared {
  let [points, worst, worstRatio] = [0, 0, 0];
  const broken: string[] = [];
  for (const [ours, theirs] of pairs) {
    for (const [at, value] of ours.points) {
      const bounds = boundsOf(rule, theirs, at);
      if (!bounds) continue;
      points++;
      const distance = Math.abs(value - bounds.here);
      worst = Math.max(worst, distance);
      worstRatio = Math.max(worstRatio, distance === 0 ? 0 : distance / Math.max(Math.abs(value), Math.abs(bounds.here)));
      if (value < bounds.least || value > bounds.most)
        broken.push(`${JSON.stringify(ours.labels)} is ${value}, not from ${bounds.least} to ${bounds.most}`);
    }
  }
  return { family, rule, series: pairs.length, points, worst, worstRatio, broken };
}

/** What a value of `at` may be, and what it would be `here` on the line between two of node_exporter's. Null where there are not both. */
function boundsOf(rule: Rule, theirs: Points, at: number): { least: number; most: number; here: number } | null {
  const before = theirs.findLast(([seconds]) => seconds <= at);
  const after = theirs.find(([seconds]) => seconds >= at);
  if (!before || !after) return null;
  const share = after[0] === before[0] ? 0 : (at - before[0]) / (after[0] - before[0]);
  const here = before[1] + (after[1] - before[1]) * share;
  if (rule.how === 'between') {
    const least = theirs.findLast(([seconds]) => seconds <= at - SLACK_SECONDS);
    const most = theirs.find(([seconds]) => seconds >= at + SLACK_SECONDS);
    return least && most ? { least: least[1] * (1 - ROUNDING), most: most[1] * (1 + ROUNDING), here } : null;
  }
  const around = theirs.filter(([seconds]) => Math.abs(seconds - at) <= AROUND_SECONDS).map(([, value]) => value);
  const give = rule.absolute + rule.ratio * Math.abs(here);
  return { least: Math.min(here, ...around) - give, most: Math.max(here, ...around) + give, here };
}
