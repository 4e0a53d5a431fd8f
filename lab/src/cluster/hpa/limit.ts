import type { Behavior, HpaMemory, ScalingRules, Why } from './types.ts';

export interface LimitInput {
  readonly current: number;
  /** What the metrics ask for. */
  readonly asked: number;
  readonly min: number;
  readonly max: number;
  readonly behavior: Behavior;
  readonly memory: HpaMemory;
  readonly nowMs: number;
}

/** What is done of what was asked, and the conditions that say why: `AbleToScale` and `ScalingLimited`. */
export interface Limited {
  readonly desired: number;
  readonly able: Why;
  readonly limited: Why & { readonly isLimited: boolean };
}

/**
 * Holds a recommendation between the lowest of the scale-up window and the highest of the scale-down window, then within what the
 * policies allow in their periods and within min and max, as the HPA controller does, in its words.
 */
export function limitReplicas(input: LimitInput): Limited {
  const { asked, current } = input;
  const stabilized = stabilize(input);
  const able: Why =
    stabilized === asked
      ? { reason: 'ReadyForNewScale', message: 'recommended size matches current size' }
      : asked >= current
        ? {
            reason: 'ScaleUpStabilized',
            message: 'recent recommendations were lower than current one, applying the lowest recent recommendation',
          }
        : {
            reason: 'ScaleDownStabilized',
            message: 'recent recommendations were higher than current one, applying the highest recent recommendation',
          };
  const { desired, why } = applyPolicies(stabilized, input);
  return { desired, able, limited: { ...why, isLimited: desired !== stabilized } };
}

function stabilize({ asked, current, behavior, memory, nowMs }: LimitInput): number {
  const recent = (seconds: number): number[] =>
    memory.recommendations.filter(({ atMs }) => atMs > nowMs - seconds * 1000).map(({ replicas }) => replicas);
  const lowest = Math.min(asked, ...recent(behavior.scaleUp.stabilizationSeconds));
  const highest = Math.max(asked, ...recent(behavior.scaleDown.stabilizationSeconds));
  return Math.min(Math.max(current, lowest), highest);
}

function applyPolicies(wanted: number, { current, min, max, behavior, memory, nowMs }: LimitInput): { desired: number; why: Why } {
  if (wanted > current) {
    const limit = Math.max(current, upLimit(current, behavior.scaleUp, memory, nowMs));
    const allowed = Math.min(max, limit);
    const why =
      max > limit
        ? { reason: 'ScaleUpLimit', message: 'the desired replica count is increasing faster than the maximum scale rate' }
        : { reason: 'TooManyReplicas', message: 'the desired replica count is more than the maximum replica count' };
    if (wanted > allowed) return { desired: allowed, why };
  } else if (wanted < current) {
    const limit = Math.min(current, downLimit(current, behavior.scaleDown, memory, nowMs));
    const allowed = Math.max(min, limit);
    const why =
      min < limit
        ? { reason: 'ScaleDownLimit', message: 'the desired replica count is decreasing faster than the maximum scale rate' }
        : { reason: 'TooFewReplicas', message: 'the desired replica count is less than the minimum replica count' };
    if (wanted < allowed) return { desired: allowed, why };
  }
  return { desired: wanted, why: { reason: 'DesiredWithinRange', message: 'the desired count is within the acceptable range' } };
}

function upLimit(current: number, rules: ScalingRules, memory: HpaMemory, nowMs: number): number {
  if (rules.selectPolicy === 'Disabled') return current;
  const limits = rules.policies.map(({ type, value, periodSeconds }) => {
    const before = periodStart(current, memory, periodSeconds, nowMs);
    return type === 'Pods' ? before + value : Math.ceil(before * (1 + value / 100));
  });
  return rules.selectPolicy === 'Min' ? Math.min(...limits) : Math.max(...limits);
}

function downLimit(current: number, rules: ScalingRules, memory: HpaMemory, nowMs: number): number {
  if (rules.selectPolicy === 'Disabled') return current;
  const limits = rules.policies.map(({ type, value, periodSeconds }) => {
    const before = periodStart(current, memory, periodSeconds, nowMs);
    return type === 'Pods' ? before - value : Math.trunc(before * (1 - value / 100));
  });
  return rules.selectPolicy === 'Min' ? Math.max(...limits) : Math.min(...limits);
}

/** How many replicas there were before the steps of the period that ends now. */
function periodStart(current: number, { scaledUp, scaledDown }: HpaMemory, periodSeconds: number, nowMs: number): number {
  const total = (steps: HpaMemory['scaledUp']): number =>
    steps.reduce((sum, { atMs, change }) => (atMs > nowMs - periodSeconds * 1000 ? sum + change : sum), 0);
  return current - total(scaledUp) + total(scaledDown);
}
