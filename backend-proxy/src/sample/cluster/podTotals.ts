import type { PodRow } from '../../parse/kube/rows.ts';

/** Sums over pods. Requests are null while no pod says any. */
export interface Totals {
  pods: number;
  ready: number;
  restarts: number;
  cpuRequests: number | null;
  cpuLimits: number | null;
  memoryRequests: number | null;
  memoryLimits: number | null;
}
export interface WorkloadTotals extends Totals {
  readonly namespace: string;
  readonly workload: string;
}

export const PHASES = ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'] as const;
export const isFinished = ({ phase }: PodRow): boolean => phase === 'Succeeded' || phase === 'Failed';

export const noPods = (): Totals => ({
  pods: 0,
  ready: 0,
  restarts: 0,
  cpuRequests: null,
  cpuLimits: null,
  memoryRequests: null,
  memoryLimits: null,
});
const plus = (sum: number | null, value: number | null): number | null => (value === null ? sum : (sum ?? 0) + value);

/** Restarts count of every pod; the rest only of pods that still take room. */
function add(totals: Totals, pod: PodRow): void {
  totals.restarts += pod.restarts;
  if (isFinished(pod)) return;
  totals.pods++;
  if (pod.ready) totals.ready++;
  totals.cpuRequests = plus(totals.cpuRequests, pod.requests.cpuCores);
  totals.cpuLimits = plus(totals.cpuLimits, pod.limits.cpuCores);
  totals.memoryRequests = plus(totals.memoryRequests, pod.requests.memoryBytes);
  totals.memoryLimits = plus(totals.memoryLimits, pod.limits.memoryBytes);
}

const count = (counts: Map<string, number>, key: string, by = 1) => counts.set(key, (counts.get(key) ?? 0) + by);

/** The key of a workload; two kinds of one name are one, as their labels are. */
export const workloadKey = (namespace: string, workload: string): string => `${namespace}/${workload}`;

/** The pods of a cluster, counted once for all series made of them. */
export function totalPods(pods: ReadonlyMap<string, PodRow>) {
  const phases = new Map<string, number>(PHASES.map((phase) => [phase, 0]));
  const reasons = new Map<string, number>();
  const restarts = new Map<string, number>();
  const byNode = new Map<string, Totals>();
  const byWorkload = new Map<string, WorkloadTotals>();
  pods.forEach((pod) => {
    count(phases, pod.phase);
    count(reasons, pod.reason);
    count(restarts, pod.namespace, pod.restarts);
    if (pod.node !== null) {
      let totals = byNode.get(pod.node);
      if (!totals) byNode.set(pod.node, (totals = noPods()));
      add(totals, pod);
    }
    const key = workloadKey(pod.namespace, pod.workload.name);
    let ofWorkload = byWorkload.get(key);
    if (!ofWorkload) byWorkload.set(key, (ofWorkload = { namespace: pod.namespace, workload: pod.workload.name, ...noPods() }));
    add(ofWorkload, pod);
  });
  return { phases, reasons, restarts, byNode, byWorkload };
}
