import type { HpaMetric, HpaRow } from '../../parse/kube/rows.ts';

/** What Kubernetes tolerates where nothing else is said: a tenth off the target, to either side. */
const DEFAULT_TOLERANCE = 0.1;

/** What the formula makes of one metric; nulls where the HPA could not read it. */
export interface HpaProposal {
  readonly metric: HpaMetric;
  /** Value by target: above 1 asks for more. */
  readonly ratio: number | null;
  /** The tolerance on the ratio's side of 1. */
  readonly tolerance: number;
  readonly inTolerance: boolean | null;
  /** ceil(replicas × ratio). */
  readonly asked: number | null;
  /** What is asked, or the replicas there are while the ratio is within its tolerance. */
  readonly recommended: number | null;
}

/** Kubernetes computes with whole percents and whole thousandths, rounded up; so do we, or 7 % of 1 % were a little more than 7. */
const whole = ({ type }: HpaMetric, value: number): number =>
  type === 'utilization' ? Math.round(value * 100) : Math.ceil(value * 1000 - 1e-6);

function propose(hpa: HpaRow, metric: HpaMetric): HpaProposal {
  const target = whole(metric, metric.target);
  if (metric.current === null || target <= 0) {
    return {
      metric,
      ratio: null,
      tolerance: hpa.scaleUp.tolerance ?? DEFAULT_TOLERANCE,
      inTolerance: null,
      asked: null,
      recommended: null,
    };
  }
  const value = whole(metric, metric.current);
  const ratio = value / target;
  const tolerance = (ratio > 1 ? hpa.scaleUp : hpa.scaleDown).tolerance ?? DEFAULT_TOLERANCE;
  // Compared as Kubernetes does, without a difference that a double may miss: 1.1 is within 0.1.
  const inTolerance = ratio > 1 ? ratio <= 1 + tolerance : ratio >= 1 - tolerance;
  if (hpa.current === 0) {
    const asked = metric.type === 'value' ? Math.ceil(ratio) : null;
    return { metric, ratio, tolerance, inTolerance, asked, recommended: asked };
  }
  // A whole that was divided among the pods is at least so much.
  const sum = metric.divided ? (value - 1) * hpa.current + 1 : value * hpa.current;
  const asked = Math.max(0, Math.ceil(metric.divided ? sum / target : ratio * hpa.current));
  return { metric, ratio, tolerance, inTolerance, asked, recommended: inTolerance ? hpa.current : asked };
}

/** The formula for each metric of an HPA, in the HPA's order. */
export const proposals = (hpa: HpaRow): HpaProposal[] => hpa.metrics.map((metric) => propose(hpa, metric));

/** The metric that decides: the one that recommends the most, the one furthest up among equals. Undefined when none could be read. */
export function decisive(all: readonly HpaProposal[]): (HpaProposal & { readonly recommended: number }) | undefined {
  let best: (HpaProposal & { readonly recommended: number }) | undefined;
  for (const proposal of all) {
    const { recommended, ratio } = proposal;
    if (recommended === null) continue;
    if (best && (recommended < best.recommended || (recommended === best.recommended && (ratio ?? 0) <= (best.ratio ?? 0)))) continue;
    best = { ...proposal, recommended };
  }
  return best;
}
