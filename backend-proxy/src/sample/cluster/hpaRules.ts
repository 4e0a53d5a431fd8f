import type { HpaRow, HpaScalingRules } from '../../parse/kube/rows.ts';

export type Direction = 'up' | 'down';
export type Policy = HpaScalingRules['policies'][number];

/**
 * What was seen of an HPA earlier: the replicas that it had set (`desired`), and what it recommended then (null: not known).
 * Oldest first; a state that lasts needs only its beginning and its end.
 */
export interface HpaObservation {
  readonly atMs: number;
  readonly replicas: number;
  readonly asked: number | null;
}

const DEFAULT_WINDOW_SECONDS: Readonly<Record<Direction, number>> = { up: 0, down: 300 };
const DEFAULT_POLICIES: Readonly<Record<Direction, readonly Policy[]>> = {
  up: [
    { type: 'Percent', value: 100, periodSeconds: 15 },
    { type: 'Pods', value: 4, periodSeconds: 15 },
  ],
  down: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
};

/** The rules of a direction, with what Kubernetes does where they say nothing. Times are ms. */
export function rulesOf(hpa: HpaRow, direction: Direction) {
  const rules = direction === 'up' ? hpa.scaleUp : hpa.scaleDown;
  return {
    selectPolicy: rules.selectPolicy,
    windowMs: (rules.stabilizationWindowSeconds ?? DEFAULT_WINDOW_SECONDS[direction]) * 1000,
    policies: rules.policies.length > 0 ? rules.policies : DEFAULT_POLICIES[direction],
  };
}
