import type { KubeObject } from '../../kube/objectStore.ts';
import { numberAt, recordsAt, textAt, type Json } from '../../kube/fields.ts';
import { recordAt } from '../objects/read.ts';
import type { Behavior, ScalingPolicy, ScalingRules, Tolerance } from './types.ts';

/** An HPA's wishes, with Kubernetes' defaults filled in. */
export interface HpaSpec {
  readonly target: { readonly apiVersion: string; readonly kind: string; readonly name: string };
  readonly min: number;
  readonly max: number;
  /** Percent of the CPU request; null when it has another metric, which this lab does not serve. */
  readonly cpuPercent: number | null;
  readonly behavior: Behavior;
  readonly tolerance: Tolerance;
}

const TOLERANCE = 0.1;
const UP: ScalingRules = {
  stabilizationSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
};
const DOWN: ScalingRules = {
  stabilizationSeconds: 300,
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
};

export function toHpaSpec(hpa: KubeObject): HpaSpec {
  const cpu = recordsAt(hpa, 'spec', 'metrics').find((metric) => textAt(metric, 'resource', 'name') === 'cpu');
  const behavior = recordAt(hpa, 'spec', 'behavior');
  return {
    target: {
      apiVersion: textAt(hpa, 'spec', 'scaleTargetRef', 'apiVersion') ?? 'apps/v1',
      kind: textAt(hpa, 'spec', 'scaleTargetRef', 'kind') ?? '',
      name: textAt(hpa, 'spec', 'scaleTargetRef', 'name') ?? '',
    },
    min: numberAt(hpa, 'spec', 'minReplicas') ?? 1,
    max: numberAt(hpa, 'spec', 'maxReplicas') ?? 1,
    cpuPercent:
      numberAt(cpu, 'resource', 'target', 'averageUtilization') ?? numberAt(hpa, 'spec', 'targetCPUUtilizationPercentage') ?? null,
    behavior: { scaleUp: toRules(recordAt(behavior, 'scaleUp'), UP), scaleDown: toRules(recordAt(behavior, 'scaleDown'), DOWN) },
    tolerance: {
      up: numberAt(behavior, 'scaleUp', 'tolerance') ?? TOLERANCE,
      down: numberAt(behavior, 'scaleDown', 'tolerance') ?? TOLERANCE,
    },
  };
}

function toRules(rules: Json, defaults: ScalingRules): ScalingRules {
  const selected = textAt(rules, 'selectPolicy');
  const policies = recordsAt(rules, 'policies').flatMap((policy): ScalingPolicy[] => {
    const [value, periodSeconds] = [numberAt(policy, 'value'), numberAt(policy, 'periodSeconds')];
    if (value === undefined || periodSeconds === undefined) return [];
    return [{ type: textAt(policy, 'type') === 'Pods' ? 'Pods' : 'Percent', value, periodSeconds }];
  });
  return {
    stabilizationSeconds: numberAt(rules, 'stabilizationWindowSeconds') ?? defaults.stabilizationSeconds,
    selectPolicy: selected === 'Min' || selected === 'Disabled' ? selected : 'Max',
    policies: policies.length > 0 ? policies : defaults.policies,
  };
}
