import type { Condition, HpaRow } from '../../parse/kube/rows.ts';
import { decisive, type HpaProposal, proposals } from './hpaFormula.ts';
import { policyEndMs, policyLimit } from './hpaPolicies.ts';
import { type Direction, type HpaObservation, rulesOf } from './hpaRules.ts';
import { stabilize } from './hpaStabilization.ts';
import { holdText, measureText } from './hpaText.ts';

export type { HpaObservation } from './hpaRules.ts';

/**
 * What keeps an HPA from setting what the formula asks for. `nothing`: it has set it, or is setting it. `disabled`: switched off, by
 * zero replicas or by `selectPolicy: Disabled`. `pods_not_ready`: pods that are not ready or have no metrics yet count against
 * the change. `not_started`: the controller has not looked at it yet. `unable`: it cannot read or change what it scales.
 */
export type HpaHold =
  | 'nothing'
  | 'tolerance'
  | 'stabilization'
  | 'policy'
  | 'minimum'
  | 'maximum'
  | 'missing_metrics'
  | 'disabled'
  | 'pods_not_ready'
  | 'not_started'
  | 'unable';

/**
 * An HPA in numbers and one sentence. `ratio`, `tolerance` and `asked` are of the metric that decides (`metric`); null where none could
 * be read. `asked` is ceil(replicas × ratio), `recommended` the same unless the ratio is within its tolerance. `heldUntilMs` is the
 * earliest time at which the hold can end by itself; null where nothing we saw says when.
 */
export interface HpaExplanation {
  readonly metric: string | null;
  readonly ratio: number | null;
  readonly tolerance: number | null;
  readonly inTolerance: boolean | null;
  readonly asked: number | null;
  readonly recommended: number | null;
  readonly metrics: readonly HpaProposal[];
  readonly heldBy: HpaHold;
  readonly heldUntilMs: number | null;
  /** The formula in words, without what came of it; null where no metric could be read. */
  readonly measured: string | null;
  readonly text: string;
}

interface Hold {
  readonly heldBy: HpaHold;
  readonly untilMs?: number | null;
  /** The controller's own words, where they say more than ours. */
  readonly words?: string | null;
}

const LIMITS: Readonly<Record<string, HpaHold>> = {
  TooManyReplicas: 'maximum',
  TooFewReplicas: 'minimum',
  ScaleUpLimit: 'policy',
  ScaleDownLimit: 'policy',
};

/** What keeps the formula from being asked at all, or from deciding. */
function notAsked(hpa: HpaRow, all: readonly HpaProposal[], recommended: number | null): Hold | null {
  const condition = (type: string): Condition | undefined => hpa.conditions.find((one) => one.type === type);
  const able = condition('AbleToScale');
  const active = condition('ScalingActive');
  if (able?.status === 'False') return { heldBy: 'unable', words: able.message };
  if (active?.reason === 'ScalingDisabled' || (hpa.current === 0 && hpa.min > 0 && hpa.conditions.length > 0))
    return { heldBy: 'disabled' };
  if (hpa.conditions.length === 0 && all.every(({ ratio }) => ratio === null)) return { heldBy: 'not_started' };
  // Out of its bounds, an HPA goes back into them without a look at its metrics.
  if (hpa.current > hpa.max) return { heldBy: 'maximum' };
  if (hpa.current < hpa.min) return { heldBy: 'minimum' };
  if (active?.status === 'False') {
    const isMetric = active.reason?.startsWith('FailedGet') === true;
    return { heldBy: isMetric ? 'missing_metrics' : 'unable', words: active.message };
  }
  const missing = all.some(({ ratio }) => ratio === null);
  // One metric that cannot be read may be the one that needs the pods: nothing is taken away.
  if (recommended === null || (missing && recommended < hpa.current)) return { heldBy: 'missing_metrics' };
  return null;
}

/** Why the replicas do not become what is recommended: by the controller's conditions, else by the rules and what was seen. */
function change(hpa: HpaRow, direction: Direction, recommended: number, observed: readonly HpaObservation[], nowMs: number): Hold {
  const policy = (): Hold =>
    rulesOf(hpa, direction).selectPolicy === 'Disabled'
      ? { heldBy: 'disabled' }
      : { heldBy: 'policy', untilMs: policyEndMs(hpa, direction, observed, nowMs) };
  const bound: HpaHold = direction === 'up' ? 'maximum' : 'minimum';
  if (direction === 'up' ? hpa.current >= hpa.max : hpa.current <= hpa.min) return { heldBy: bound };

  const stabilized = stabilize(hpa, direction, recommended, observed, nowMs);
  const able = hpa.conditions.find(({ type }) => type === 'AbleToScale');
  const limited = hpa.conditions.find(({ type }) => type === 'ScalingLimited');
  if (able && limited) {
    const limit = limited.status === 'True' ? LIMITS[limited.reason ?? ''] : undefined;
    if (limit === 'policy') return policy();
    if (limit === bound) return { heldBy: bound };
    if (able.reason === 'ScaleUpStabilized' || able.reason === 'ScaleDownStabilized') {
      return { heldBy: 'stabilization', untilMs: stabilized.untilMs };
    }
    return hpa.desired === hpa.current ? { heldBy: 'pods_not_ready' } : { heldBy: 'nothing' };
  }
  const limit = policyLimit(hpa, direction, observed, nowMs);
  const allowed = direction === 'up' ? Math.min(hpa.max, limit) : Math.max(hpa.min, limit);
  const beyond = direction === 'up' ? stabilized.replicas > allowed : stabilized.replicas < allowed;
  if (beyond) return allowed === limit ? policy() : { heldBy: bound };
  return stabilized.replicas === recommended ? { heldBy: 'nothing' } : { heldBy: 'stabilization', untilMs: stabilized.untilMs };
}

/**
 * Explains an HPA: what its metrics ask for by Kubernetes' formula, and what holds it back. Pure; `observed` is what was seen of
 * it earlier, oldest first. The formula takes the replicas the HPA counts and the averages it shows: the corrections for pods that
 * are not ready stay in the controller, and show as `pods_not_ready`.
 */
export function explainHpa(hpa: HpaRow, observed: readonly HpaObservation[], nowMs: number): HpaExplanation {
  const all = proposals(hpa);
  const best = decisive(all);
  const recommended = best?.recommended ?? null;
  const hold = ((): Hold => {
    const without = notAsked(hpa, all, recommended);
    if (without || recommended === null || !best) return without ?? { heldBy: 'missing_metrics' };
    if (recommended === hpa.current) return { heldBy: best.asked === hpa.current ? 'nothing' : 'tolerance' };
    return change(hpa, recommended > hpa.current ? 'up' : 'down', recommended, observed, nowMs);
  })();
  const heldUntilMs = hold.untilMs !== undefined && hold.untilMs !== null && hold.untilMs > nowMs ? hold.untilMs : null;
  const measured = best ? measureText(hpa, best) : null;
  return {
    metric: best?.metric.name ?? null,
    ratio: best?.ratio ?? null,
    tolerance: best?.tolerance ?? null,
    inTolerance: best?.inTolerance ?? null,
    asked: best?.asked ?? null,
    recommended,
    metrics: all,
    heldBy: hold.heldBy,
    heldUntilMs,
    measured,
    text: [measured, holdText(hpa, hold.heldBy, all, recommended, heldUntilMs, nowMs, hold.words ?? null)].filter(Boolean).join(' '),
  };
}
