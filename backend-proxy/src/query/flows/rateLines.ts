import type { Verdict } from '@tart-lab/contract/flow.ts';
import { VERDICTS } from '@tart-lab/contract/flow.ts';
import type { FlowSource } from '../../live/flows/flowSource.ts';
import { FLOWS } from '../../live/flows/edge.ts';
import { SLOT_MS, slotOf } from '../../live/flows/slotRing.ts';
import type { Range } from '../deps.ts';
import type { Line } from '../line.ts';
import { LOST_SHARE } from './flowNotices.ts';
import type { FlowsScope } from './flowsScope.ts';

/** Slots that become one point, such that they divide the hour evenly. */
const SLOTS_A_POINT = [1, 2, 3, 6, 12, 18, 30, 60, 90, 180, 360];
/** Flows arrive a little late: the youngest point waits for them. */
const LATE_MS = 2000;

/** How many ms lie between two points of a range: no finer than asked for, and not more points than asked for. */
export function pointMs({ fromMs, toMs }: FlowsScope, { maxDataPoints, intervalMs }: Range): number {
  const leastMs = Math.max(intervalMs, (toMs - fromMs) / Math.max(1, maxDataPoints));
  return SLOT_MS * (SLOTS_A_POINT.find((slots) => slots * SLOT_MS >= leastMs) ?? 360);
}

/**
 * Flows a second of one cluster by verdict, over the part of the range that is in memory: one point for each `stepMs`, at its
 * beginning. Null where flows were not heard for most of it, and where more than 1 % of the events were lost. Lost events are a line
 * of their own where there are any. Verdicts that never came have none, but for forwarded and dropped, whose zero was measured.
 */
export function rateLines(source: FlowSource, scope: FlowsScope, stepMs: number, nowMs: number): Line[] {
  const { fromMs, toMs, holds, holdsVerdict, narrowed } = scope;
  const { flows, name: cluster } = source;
  const edges = narrowed ? [...flows.edges.values()].filter(holds) : [];
  const count = (slots: readonly number[], verdict: Verdict): number =>
    narrowed
      ? edges.reduce((sum, edge) => (edge.verdict === verdict ? sum + edge.counts.sum(slots, FLOWS) : sum), 0)
      : flows.flowsIn(slots, verdict);
  const verdicts = VERDICTS.filter(holdsVerdict);
  const times: number[] = [];
  const rates = new Map<Verdict, (number | null)[]>(verdicts.map((verdict) => [verdict, []]));
  const lostRates: (number | null)[] = [];
  for (let atMs = Math.ceil(fromMs / stepMs) * stepMs; atMs + stepMs <= Math.min(toMs, nowMs - LATE_MS); atMs += stepMs) {
    const slots = Array.from({ length: stepMs / SLOT_MS }, (_, i) => slotOf(atMs) + i);
    const seconds = flows.coverage.coveredMs(atMs, atMs + stepMs) / 1000;
    const heard = seconds * 1000 >= stepMs / 2;
    const lost = [...flows.lostIn(slots).values()].reduce((sum, one) => sum + one, 0);
    const seen = VERDICTS.reduce((sum, verdict) => sum + flows.flowsIn(slots, verdict), 0);
    const whole = heard && lost <= LOST_SHARE * (seen + lost);
    times.push(atMs);
    for (const [verdict, values] of rates) values.push(whole ? count(slots, verdict) / seconds : null);
    lostRates.push(heard ? lost / seconds : null);
  }
  const isShown = (verdict: Verdict, values: readonly (number | null)[]): boolean =>
    verdict === 'forwarded' || verdict === 'dropped' || values.some((value) => value !== null && value > 0);
  const lines = [...rates].flatMap(([verdict, values]): Line[] =>
    isShown(verdict, values) ? [{ labels: { cluster, verdict }, times: [...times], values }] : [],
  );
  const anyLost = lostRates.some((value) => value !== null && value > 0);
  return anyLost ? [...lines, { labels: { cluster, verdict: 'lost' }, times: [...times], values: lostRates }] : lines;
}
