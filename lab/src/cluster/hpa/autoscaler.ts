import { at, numberAt, recordsAt, textAt, textMapAt } from '../../kube/fields.ts';
import type { KubeObject, ResourceName } from '../../kube/objectStore.ts';
import type { ClusterContext } from '../context.ts';
import { conditionOf, withConditions, type ConditionDraft } from '../objects/conditions.ts';
import { keyOf, matches, withStatus } from '../objects/meta.ts';
import { phaseOf, requestOf } from '../objects/pod.ts';
import { recordAt, timeAt } from '../objects/read.ts';
import { toTime } from '../objects/time.ts';
import { WINDOW_MS, type ClusterUsage } from '../usage/clusterUsage.ts';
import { limitReplicas } from './limit.ts';
import { EMPTY_MEMORY, remember } from './memory.ts';
import { recommendReplicas, type Recommended } from './recommend.ts';
import { toHpaSpec, type HpaSpec } from './spec.ts';
import type { HpaMemory, HpaPod } from './types.ts';

const RESOURCE = 'autoscaling/horizontalpodautoscalers';
const COMPONENT = 'horizontal-pod-autoscaler';
/** `--horizontal-pod-autoscaler-sync-period`. */
export const SYNC_MS = 15_000;
const LAG_MS = 1500;
const TARGETS: Readonly<Record<string, ResourceName>> = {
  Deployment: 'apps/deployments',
  StatefulSet: 'apps/statefulsets',
  ReplicaSet: 'apps/replicasets',
};
const METRIC = 'cpu resource utilization (percentage of request)';
const UNAVAILABLE =
  'failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server is currently unable to handle the request (get pods.metrics.k8s.io)';

/** Looks at every HPA each 15 s, as Kubernetes' controller does, and scales what it targets. */
export class Autoscaler {
  private readonly context: ClusterContext;
  private readonly usage: ClusterUsage;
  private readonly memories = new Map<string, HpaMemory>();
  /** False while metrics.k8s.io is down. */
  hasMetrics = true;

  constructor(context: ClusterContext, usage: ClusterUsage) {
    this.context = context;
    this.usage = usage;
  }

  /** Looks a moment after metrics-server has measured. */
  start(): void {
    const { agenda, store } = this.context;
    const nextMs = this.usage.measuredAtMs() + LAG_MS;
    agenda.at(nextMs > agenda.now() ? nextMs : nextMs + SYNC_MS, () => {
      for (const hpa of store.list(RESOURCE)) this.sync(hpa);
      this.start();
    });
  }

  private sync(hpa: KubeObject): void {
    const { agenda, store, events } = this.context;
    const nowMs = agenda.now();
    const spec = toHpaSpec(hpa);
    const resource = TARGETS[spec.target.kind];
    const target = resource === undefined ? undefined : store.get(resource, spec.target.name, hpa.metadata.namespace);
    if (!target || resource === undefined) return this.cannotScale(hpa, spec, nowMs);
    const current = numberAt(target, 'spec', 'replicas') ?? 1;
    const able: ConditionDraft = {
      type: 'AbleToScale',
      status: 'True',
      reason: 'SucceededGetScale',
      message: "the HPA controller was able to get the target's current scale",
    };
    if (current === 0 && spec.min > 0) {
      const message = 'scaling is disabled since the replica count of the target is zero';
      const off: ConditionDraft = { type: 'ScalingActive', status: 'False', reason: 'ScalingDisabled', message };
      return this.write(hpa, { current, desired: 0, conditions: [able, off], metrics: null, scaledAtMs: null }, nowMs);
    }
    const recommended = this.recommend(target, spec, current, nowMs);
    if (!recommended.ok) {
      const message = `the HPA was unable to compute the replica count: ${recommended.error}`;
      const off: ConditionDraft = { type: 'ScalingActive', status: 'False', reason: 'FailedGetResourceMetric', message };
      events.warning(hpa, COMPONENT, 'FailedGetResourceMetric', recommended.error);
      const why = `invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: ${recommended.error}`;
      events.warning(hpa, COMPONENT, 'FailedComputeMetricsReplicas', why);
      const desired = numberAt(hpa, 'status', 'desiredReplicas') ?? 0;
      return this.write(hpa, { current, desired, conditions: [able, off], metrics: null, scaledAtMs: null }, nowMs);
    }
    const { replicas: asked, utilization, averageValue } = recommended.value;
    const memory = this.memories.get(keyOf(hpa)) ?? firstMemory(current, nowMs);
    const outside = current > spec.max || current < spec.min;
    const limited = limitReplicas({ ...spec, current, asked, memory, nowMs });
    const desired = outside ? Math.min(spec.max, Math.max(spec.min, current)) : limited.desired;
    this.memories.set(keyOf(hpa), remember(memory, { atMs: nowMs, asked, current, desired }, spec.behavior));
    const rescaled = desired !== current;
    if (rescaled) {
      store.put(resource, { ...target, spec: { ...recordAt(target, 'spec'), replicas: desired } });
      const cause =
        current > spec.max
          ? 'Current number of replicas above Spec.MaxReplicas'
          : current < spec.min
            ? 'Current number of replicas below Spec.MinReplicas'
            : desired > current
              ? `${METRIC} above target`
              : 'All metrics below target';
      events.normal(hpa, COMPONENT, 'SuccessfulRescale', `New size: ${desired}; reason: ${cause}`);
    }
    const scaled = { reason: 'SucceededRescale', message: `the HPA controller was able to update the target scale to ${desired}` };
    const { isLimited, ...why } = limited.limited;
    const conditions: ConditionDraft[] = [
      { ...able, ...(rescaled ? scaled : limited.able) },
      {
        type: 'ScalingActive',
        status: 'True',
        reason: 'ValidMetricFound',
        message: `the HPA was able to successfully calculate a replica count from ${METRIC}`,
      },
      { type: 'ScalingLimited', status: isLimited ? 'True' : 'False', ...why },
    ];
    const metrics = { averageUtilization: utilization, averageValue: `${Math.round(averageValue * 1000)}m` };
    this.write(hpa, { current, desired, conditions, metrics, scaledAtMs: rescaled ? nowMs : null }, nowMs);
  }

  private recommend(target: KubeObject, spec: HpaSpec, current: number, nowMs: number): Recommended {
    if (!this.hasMetrics) return { ok: false, error: UNAVAILABLE };
    if (spec.cpuPercent === null) return { ok: false, error: 'this cluster has no other metrics than the CPU of pods' };
    const selector = textMapAt(target, 'spec', 'selector', 'matchLabels');
    const pods = this.context.store.list('core/pods', target.metadata.namespace).filter((pod) => matches(selector, pod));
    return recommendReplicas(
      pods.map((pod) => this.toHpaPod(pod)),
      current,
      spec.cpuPercent,
      spec.tolerance,
      nowMs,
    );
  }

  private toHpaPod(pod: KubeObject): HpaPod {
    const atMs = this.usage.measuredAtMs();
    const sample = this.usage.samplePod(pod, atMs);
    const ready = conditionOf(pod, 'Ready');
    const cores = sample?.containers.reduce((sum, { cpuNanocores }) => sum + cpuNanocores / 1e9, 0);
    return {
      name: pod.metadata.name,
      phase: phaseOf(pod),
      deleted: pod.metadata.deletionTimestamp !== undefined,
      ready: ready ? ready.status === 'True' : null,
      readySinceMs: timeAt(ready, 'lastTransitionTime') ?? null,
      startedAtMs: timeAt(pod, 'status', 'startTime') ?? null,
      request: requestOf(pod, 'cpu'),
      usage: cores === undefined ? null : { value: cores, atMs, windowMs: WINDOW_MS },
    };
  }

  private cannotScale(hpa: KubeObject, { target }: HpaSpec, nowMs: number): void {
    const { kind, name } = target;
    const why = `${kind.toLowerCase()}s.apps "${name}" not found`;
    const message = `the HPA controller was unable to get the target's current scale: ${why}`;
    const draft: ConditionDraft = { type: 'AbleToScale', status: 'False', reason: 'FailedGetScale', message };
    this.context.events.warning(hpa, COMPONENT, 'FailedGetScale', why);
    const desired = numberAt(hpa, 'status', 'desiredReplicas') ?? 0;
    const current = numberAt(hpa, 'status', 'currentReplicas') ?? 0;
    this.write(hpa, { current, desired, conditions: [draft], metrics: null, scaledAtMs: null }, nowMs);
  }

  private write(hpa: KubeObject, now: HpaStatus, nowMs: number): void {
    const before = recordAt(hpa, 'status');
    const lastScaleTime = now.scaledAtMs === null ? textAt(before, 'lastScaleTime') : toTime(now.scaledAtMs);
    const next = withStatus(hpa, {
      ...(lastScaleTime === undefined ? {} : { lastScaleTime }),
      currentReplicas: now.current,
      desiredReplicas: now.desired,
      currentMetrics: now.metrics
        ? [{ type: 'Resource', resource: { name: 'cpu', current: now.metrics } }]
        : (at(before, 'currentMetrics') ?? null),
      conditions: withConditions(recordsAt(before, 'conditions'), now.conditions, nowMs),
    });
    if (next !== hpa) this.context.store.put(RESOURCE, next);
  }
}

interface HpaStatus {
  readonly current: number;
  readonly desired: number;
  readonly conditions: readonly ConditionDraft[];
  readonly metrics: { readonly averageUtilization: number; readonly averageValue: string } | null;
  readonly scaledAtMs: number | null;
}

/** A controller that just came keeps what it finds for a window. */
const firstMemory = (current: number, atMs: number): HpaMemory => ({ ...EMPTY_MEMORY, recommendations: [{ atMs, replicas: current }] });
