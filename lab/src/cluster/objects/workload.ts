import type { KubeObject, ObjectStore } from '../../kube/objectStore.ts';

export interface Workload {
  readonly kind: string;
  readonly name: string;
}

const PARENTS: Readonly<Record<string, string>> = { ReplicaSet: 'apps/replicasets', Job: 'batch/jobs' };

/** What owns a pod, with ReplicaSets folded into their Deployment and Jobs into their CronJob; a pod that nothing owns is its own. */
export function workloadOf(store: ObjectStore, pod: KubeObject): Workload {
  const { name, namespace, ownerReferences } = pod.metadata;
  const owner = ownerReferences?.find(({ controller }) => controller === true);
  if (!owner) return { kind: 'Pod', name };
  const resource = PARENTS[owner.kind];
  const parent = resource === undefined ? undefined : store.get(resource, owner.name, namespace);
  const above = parent?.metadata.ownerReferences?.find(({ controller }) => controller === true);
  return above ? { kind: above.kind, name: above.name } : { kind: owner.kind, name: owner.name };
}
