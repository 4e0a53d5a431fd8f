import type { HpaRow } from '../../parse/kube/rows.ts';
import { type Direction, type HpaObservation, rulesOf } from './hpaRules.ts';

interface Step {
  readonly atMs: number;
  readonly by: number;
}

/** The steps that were seen; the HPA's own time where it says when it made one. */
function stepsOf(hpa: HpaRow, observed: readonly HpaObservation[], replicas: number, nowMs: number): Step[] {
  return [...observed, { atMs: nowMs, replicas }].flatMap(({ atMs, replicas }, i, states) => {
    const before = states[i - 1];
    if (!before || before.replicas === replicas) return [];
    const scaledMs = hpa.lastScaleAtMs;
    return [{ atMs: scaledMs !== null && scaledMs > before.atMs && scaledMs < atMs ? scaledMs : atMs, by: replicas - before.replicas }];
  });
}

/** The furthest that the policies let replicas go at a time, looking back over their periods. */
function limitAt(hpa: HpaRow, direction: Direction, from: number, steps: readonly Step[], atMs: number): number {
  const { selectPolicy, policies } = rulesOf(hpa, direction);
  if (selectPolicy === 'Disabled') return from;
  const limits = policies.map(({ type, value, periodSeconds }) => {
    const start = from - steps.reduce((sum, step) => (step.atMs > atMs - periodSeconds * 1000 ? sum + step.by : sum), 0);
    if (direction === 'up') return type === 'Pods' ? start + value : Math.ceil(start * (1 + value / 100));
    return type === 'Pods' ? start - value : Math.trunc(start * (1 - value / 100));
  });
  const highest = (direction === 'up') === (selectPolicy === 'Max');
  const limit = highest ? Math.max(...limits) : Math.min(...limits);
  return direction === 'up' ? Math.max(from, limit) : Math.min(from, limit);
}

/**
 * How far the policies let an HPA go now: `Max` takes the policy that allows the most change, `Min` the one that allows the least,
 * `Disabled` allows none.
 */
export function policyLimit(hpa: HpaRow, direction: Direction, observed: readonly HpaObservation[], nowMs: number): number {
  return limitAt(hpa, direction, hpa.current, stepsOf(hpa, observed, hpa.current, nowMs), nowMs);
}

/**
 * When the policies let the HPA go further than it has: the end of the period of a step. Null where the direction is switched off,
 * and where we have not watched for the longest period: an earlier step may hold it.
 */
export function policyEndMs(hpa: HpaRow, direction: Direction, observed: readonly HpaObservation[], nowMs: number): number | null {
  const periodsMs = rulesOf(hpa, direction).policies.map(({ periodSeconds }) => periodSeconds * 1000);
  if ((observed[0]?.atMs ?? nowMs) > nowMs - Math.max(...periodsMs)) return null;
  const steps = stepsOf(hpa, observed, hpa.desired, nowMs);
  const limitNow = limitAt(hpa, direction, hpa.desired, steps, nowMs);
  const ends = steps.flatMap(({ atMs }) => periodsMs.map((periodMs) => atMs + periodMs)).filter((endMs) => endMs > nowMs);
  return ends.sort((a, b) => a - b).find((endMs) => limitAt(hpa, direction, hpa.desired, steps, endMs) !== limitNow) ?? null;
}
