import type { HpaPod, Tolerance } from './types.ts';

/** Kubernetes' flags: how long a pod's CPU does not count unless it was ready for a whole window, and its first readiness. */
const CPU_INITIALIZATION_MS = 5 * 60_000;
const INITIAL_READINESS_MS = 30_000;

/** What one utilization metric asks for. `utilization` in percent and `averageValue` are what the status shows: without corrections. */
export interface Recommendation {
  readonly replicas: number;
  readonly utilization: number;
  readonly averageValue: number;
}

export type Recommended = { readonly ok: true; readonly value: Recommendation } | { readonly ok: false; readonly error: string };

/**
 * What a CPU utilization target asks for, as Kubernetes' replica calculator does: `ceil(pods × utilization / target)`, nothing
 * inside the tolerance. Pods without metrics count as 100 % of their request on the way down and 0 on the way up; pods that are not
 * ready yet count 0 on the way up; when that turns the direction, nothing changes. Fails when no ready pod has metrics.
 */
export function recommendReplicas(
  pods: readonly HpaPod[],
  current: number,
  targetPercent: number,
  tolerance: Tolerance,
  nowMs: number,
): Recommended {
  const counted = pods.filter(({ deleted, phase }) => !deleted && phase !== 'Failed');
  if (counted.length === 0) return failure('no pods returned by selector while calculating replica count');
  const missing = counted.filter(({ usage, phase }) => usage === null && phase !== 'Pending');
  const ignored = counted.filter((pod) => pod.phase === 'Pending' || (pod.usage !== null && isUnready(pod, nowMs)));
  const measured = counted.filter((pod) => pod.usage !== null && !ignored.includes(pod));
  if (measured.length === 0) return failure('did not receive metrics for targeted pods (pods might be unready)');
  const unrequested = counted.find(({ request }) => request <= 0);
  if (unrequested) return failure(`missing request for cpu in container of Pod ${unrequested.name}`);

  const used = sum(measured, (pod) => pod.usage?.value ?? 0);
  const utilization = percent(used, sum(measured, requestOf));
  const ratio = utilization / targetPercent;
  const answer = (replicas: number): Recommended => ({
    ok: true,
    value: { replicas, utilization, averageValue: used / measured.length },
  });
  const rebalance = ignored.length > 0 && ratio > 1;
  if (!rebalance && missing.length === 0) return answer(within(ratio, tolerance) ? current : Math.ceil(ratio * measured.length));

  const filled = [...measured, ...(ratio === 1 ? [] : missing), ...(rebalance ? ignored : [])];
  const assumed = ratio < 1 ? sum(missing, requestOf) : 0;
  const corrected = percent(used + assumed, sum(filled, requestOf)) / targetPercent;
  const turned = (ratio < 1 && corrected > 1) || (ratio > 1 && corrected < 1);
  if (within(corrected, tolerance) || turned) return answer(current);
  const replicas = Math.ceil(corrected * filled.length);
  if ((corrected < 1 && replicas > current) || (corrected > 1 && replicas < current)) return answer(current);
  return answer(replicas);
}

/** Whether a pod is too young for its CPU to mean anything. */
function isUnready({ ready, readySinceMs, startedAtMs, usage }: HpaPod, nowMs: number): boolean {
  if (ready === null || startedAtMs === null || readySinceMs === null || usage === null) return true;
  if (startedAtMs + CPU_INITIALIZATION_MS > nowMs) return !ready || usage.atMs < readySinceMs + usage.windowMs;
  return !ready && startedAtMs + INITIAL_READINESS_MS > readySinceMs;
}

export const within = (ratio: number, { up, down }: Tolerance): boolean => 1 - down <= ratio && ratio <= 1 + up;

const requestOf = ({ request }: HpaPod): number => request;
const sum = (pods: readonly HpaPod[], of: (pod: HpaPod) => number): number => pods.reduce((total, pod) => total + of(pod), 0);
/** Whole percent, cut as the controller's integers are; the tiny term keeps 0.25 of 0.5 at 50. */
const percent = (part: number, whole: number): number => Math.floor((part * 100) / whole + 1e-9);
const failure = (error: string): Recommended => ({ ok: false, error });
