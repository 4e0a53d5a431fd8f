import type { Behavior, HpaMemory } from './types.ts';

export const EMPTY_MEMORY: HpaMemory = { recommendations: [], scaledUp: [], scaledDown: [] };

/** Longest period that a policy may have: steps before it no longer matter. */
const LONGEST_PERIOD_MS = 1_800_000;

/** The memory with what was recommended and done now; what no window reaches any more is dropped. */
export function remember(
  memory: HpaMemory,
  now: { readonly atMs: number; readonly asked: number; readonly current: number; readonly desired: number },
  { scaleUp, scaleDown }: Behavior,
): HpaMemory {
  const { atMs, asked, current, desired } = now;
  const windowMs = Math.max(scaleUp.stabilizationSeconds, scaleDown.stabilizationSeconds) * 1000;
  const fresh = (step: { readonly atMs: number }): boolean => step.atMs > atMs - LONGEST_PERIOD_MS;
  const up = desired > current ? [{ atMs, change: desired - current }] : [];
  const down = desired < current ? [{ atMs, change: current - desired }] : [];
  return {
    recommendations: [...memory.recommendations.filter((each) => each.atMs >= atMs - windowMs), { atMs, replicas: asked }],
    scaledUp: [...memory.scaledUp.filter(fresh), ...up],
    scaledDown: [...memory.scaledDown.filter(fresh), ...down],
  };
}
