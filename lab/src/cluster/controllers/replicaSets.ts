import { numberAt, recordsAt, textMapAt, at } from '../../kube/fields.ts';
import type { KubeObject } from '../../kube/objectStore.ts';
import type { ClusterContext } from '../context.ts';
import { controllerUid } from '../objectIndex.ts';
import { fromKey, keyOf, nameSuffix, withStatus } from '../objects/meta.ts';
import { isActive, isReady, nodeOf, phaseOf, toPod } from '../objects/pod.ts';
import { timeAt } from '../objects/read.ts';
import { WorkQueue } from '../workQueue.ts';
import { deletePod } from './podActions.ts';

const RESOURCE = 'apps/replicasets';
const COMPONENT = 'replicaset-controller';
const DELAY_MS = 15;

/** Keeps as many pods as each ReplicaSet wants. */
export function openReplicaSets(context: ClusterContext): void {
  const { agenda, feed, store } = context;
  const keyByUid = new Map<string, string>();
  const queue = new WorkQueue(agenda, DELAY_MS, (key) => {
    const { name, namespace } = fromKey(key);
    const replicaSet = store.get(RESOURCE, name, namespace);
    if (replicaSet) reconcile(context, replicaSet);
  });
  feed.on(RESOURCE, (replicaSet, type) => {
    const { uid = '' } = replicaSet.metadata;
    if (type === 'DELETED') keyByUid.delete(uid);
    else {
      keyByUid.set(uid, keyOf(replicaSet));
      queue.add(keyOf(replicaSet));
    }
  });
  feed.on('core/pods', (pod) => {
    const key = keyByUid.get(controllerUid(pod) ?? '');
    if (key !== undefined) queue.add(key);
  });
}

function reconcile(context: ClusterContext, replicaSet: KubeObject): void {
  const { podsByOwner, store, events } = context;
  const wanted = numberAt(replicaSet, 'spec', 'replicas') ?? 1;
  const active = podsByOwner.with(replicaSet.metadata.uid).filter(isActive);
  for (let missing = wanted - active.length; missing > 0; missing--) {
    const name = `${replicaSet.metadata.name}-${nameSuffix(context.random)}`;
    const pod = store.put('core/pods', toPod({ owner: replicaSet, template: at(replicaSet, 'spec', 'template'), name }));
    events.normal(replicaSet, COMPONENT, 'SuccessfulCreate', `Created pod: ${name}`);
    active.push(pod);
  }
  for (const pod of leastNeeded(active, active.length - wanted)) {
    deletePod(context, pod);
    events.normal(replicaSet, COMPONENT, 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
  }
  const now = podsByOwner.with(replicaSet.metadata.uid).filter(isActive);
  const ready = now.filter(isReady).length;
  const labels = Object.keys(textMapAt(replicaSet, 'spec', 'template', 'metadata', 'labels')).length;
  const current = store.get(RESOURCE, replicaSet.metadata.name, replicaSet.metadata.namespace) ?? replicaSet;
  const next = withStatus(current, {
    replicas: now.length,
    ...(now.length > 0 ? { fullyLabeledReplicas: labels > 0 ? now.length : 0 } : {}),
    ...(ready > 0 ? { readyReplicas: ready, availableReplicas: ready } : {}),
    observedGeneration: current.metadata.generation,
  });
  if (next !== current) store.put(RESOURCE, next);
}

/** The pods that go first: without a node, pending, not ready, restarted often, young; as Kubernetes ranks them. */
function leastNeeded(pods: readonly KubeObject[], count: number): KubeObject[] {
  if (count <= 0) return [];
  const rank = (pod: KubeObject): number[] => [
    nodeOf(pod) === undefined ? 0 : 1,
    phaseOf(pod) === 'Pending' ? 0 : 1,
    isReady(pod) ? 1 : 0,
    -Math.max(0, ...recordsAt(pod, 'status', 'containerStatuses').map((each) => numberAt(each, 'restartCount') ?? 0)),
    -(timeAt(pod, 'metadata', 'creationTimestamp') ?? 0),
  ];
  const ranked = pods.map((pod) => ({ pod, rank: rank(pod) })).sort((a, b) => compare(a.rank, b.rank));
  return ranked.slice(0, count).map(({ pod }) => pod);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
