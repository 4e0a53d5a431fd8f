import { z } from 'zod';
import { Conditions, Count, listOf, NamespacedMetadata, objectParser, Quantity, Time } from './fields.ts';
import { MetricSpec, MetricStatus, toHpaMetrics } from './hpaMetrics.ts';
import type { HpaRow, HpaScalingRules } from './rows.ts';

const Rules = z
  .object({
    stabilizationWindowSeconds: z.number().nullish(),
    selectPolicy: z.enum(['Max', 'Min', 'Disabled']).nullish(),
    policies: listOf(z.object({ type: z.enum(['Pods', 'Percent']), value: z.number(), periodSeconds: z.number() })),
    tolerance: Quantity,
  })
  .nullish()
  .transform((rules): HpaScalingRules => ({
    stabilizationWindowSeconds: rules?.stabilizationWindowSeconds ?? null,
    selectPolicy: rules?.selectPolicy ?? 'Max',
    policies: rules?.policies ?? [],
    tolerance: rules?.tolerance ?? null,
  }));

const Hpa = z.object({
  metadata: NamespacedMetadata,
  spec: z.object({
    scaleTargetRef: z.object({ kind: z.string(), name: z.string() }),
    minReplicas: z.number().nullish(),
    maxReplicas: z.number(),
    metrics: listOf(MetricSpec),
    behavior: z
      .object({ scaleUp: Rules, scaleDown: Rules })
      .nullish()
      .transform((behavior) => behavior ?? { scaleUp: Rules.parse(null), scaleDown: Rules.parse(null) }),
  }),
  status: z
    .object({
      currentReplicas: Count,
      desiredReplicas: Count,
      lastScaleTime: Time,
      currentMetrics: listOf(MetricStatus),
      conditions: Conditions,
    })
    .nullish(),
});

const toHpa = ({ metadata, spec, status }: z.output<typeof Hpa>): HpaRow => ({
  uid: metadata.uid,
  name: metadata.name,
  namespace: metadata.namespace,
  createdAtMs: metadata.creationTimestamp,
  target: { kind: spec.scaleTargetRef.kind, name: spec.scaleTargetRef.name },
  min: spec.minReplicas ?? 1,
  max: spec.maxReplicas,
  current: status?.currentReplicas ?? 0,
  desired: status?.desiredReplicas ?? 0,
  metrics: toHpaMetrics(spec.metrics, status?.currentMetrics ?? []),
  scaleUp: spec.behavior.scaleUp,
  scaleDown: spec.behavior.scaleDown,
  lastScaleAtMs: status?.lastScaleTime ?? null,
  conditions: status?.conditions ?? [],
});

/**
 * Reads an autoscaling/v2 HorizontalPodAutoscaler. A utilization is a ratio of the request (0.5 for 50 %), other values are in the
 * metric's own unit; what the HPA could not read (absent or null `currentMetrics`, or an empty entry) is null.
 * Fails: with its name and the path of what does not fit.
 */
export const parseHpa = objectParser('autoscaling/v2 HorizontalPodAutoscaler', Hpa, toHpa);
