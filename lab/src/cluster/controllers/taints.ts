import { at, isRecord, recordsAt, type Json } from '../../kube/fields.ts';
import type { KubeObject } from '../../kube/objectStore.ts';

export const taintsOf = (node: KubeObject): readonly Json[] => recordsAt(node, 'spec', 'taints');

/** Whether one of the tolerations bears a taint. */
export function tolerates(tolerations: unknown, taint: Json): Json | undefined {
  const list = Array.isArray(tolerations) ? tolerations.filter(isRecord) : [];
  return list.find(
    ({ key, operator, value, effect }) =>
      (effect === undefined || effect === taint.effect) &&
      (key === undefined ? operator === 'Exists' : key === taint.key && (operator === 'Exists' || (value ?? '') === (taint.value ?? ''))),
  );
}

/** The taint that keeps a pod with these tolerations off a node; undefined when none does. */
export function refusingTaint(tolerations: unknown, node: KubeObject): Json | undefined {
  return taintsOf(node).find((taint) => taint.effect !== 'PreferNoSchedule' && !tolerates(tolerations, taint));
}

/** For DaemonSets: a node's own taints count, those of its troubles and of cordoning do not. */
export function toleratesTaints(tolerations: unknown, node: KubeObject): boolean {
  const lasting = taintsOf(node).filter(({ key }) => typeof key !== 'string' || !key.startsWith('node.kubernetes.io/'));
  return lasting.every((taint) => tolerates(tolerations, taint));
}

export const isCordoned = (node: KubeObject): boolean => at(node, 'spec', 'unschedulable') === true;
