import { at, numberAt, textMapAt } from '../../kube/fields.ts';
import type { KubeObject } from '../../kube/objectStore.ts';
import type { ClusterContext } from '../context.ts';
import { fromKey, keyOf, templateHash, withStatus } from '../objects/meta.ts';
import { isActive, isFinished, isReady, toPod } from '../objects/pod.ts';
import { WorkQueue } from '../workQueue.ts';
import { deletePod } from './podActions.ts';

const RESOURCE = 'apps/statefulsets';
const COMPONENT = 'statefulset-controller';
const DELAY_MS = 15;

/** Keeps `name-0`, `name-1` …, each made when the one before is ready. */
export function openStatefulSets(context: ClusterContext): void {
  const { agenda, feed, store } = context;
  const queue = new WorkQueue(agenda, DELAY_MS, (key) => {
    const { name, namespace } = fromKey(key);
    const set = store.get(RESOURCE, name, namespace);
    if (set) reconcile(context, set);
  });
  feed.on(RESOURCE, (set, type) => {
    if (type !== 'DELETED') queue.add(keyOf(set));
  });
  feed.on('core/pods', ({ metadata: { namespace, ownerReferences } }) => {
    const owner = ownerReferences?.find(({ kind }) => kind === 'StatefulSet');
    if (owner) queue.add(`${namespace ?? ''}/${owner.name}`);
  });
}

function reconcile(context: ClusterContext, set: KubeObject): void {
  const { podsByOwner, store, events } = context;
  const { name, namespace, uid } = set.metadata;
  const wanted = numberAt(set, 'spec', 'replicas') ?? 1;
  const template = at(set, 'spec', 'template');
  const revision = `${name}-${templateHash(template)}`;
  const pods = new Map(podsByOwner.with(uid).map((pod) => [pod.metadata.name, pod]));
  for (let ordinal = 0; ordinal < wanted; ordinal++) {
    const podName = `${name}-${ordinal}`;
    const pod = pods.get(podName);
    if (pod && isFinished(pod)) deletePod(context, pod);
    if (!pod) {
      const labels = {
        'apps.kubernetes.io/pod-index': String(ordinal),
        'controller-revision-hash': revision,
        'statefulset.kubernetes.io/pod-name': podName,
      };
      store.put('core/pods', toPod({ owner: set, template, name: podName, labels, spec: { hostname: podName } }));
      events.normal(set, COMPONENT, 'SuccessfulCreate', `create Pod ${podName} in StatefulSet ${name} successful`);
    }
    if (!pod || !isActive(pod) || !isReady(pod)) break;
  }
  for (const [podName, pod] of pods) if (Number(podName.slice(name.length + 1)) >= wanted) deletePod(context, pod);
  const now = podsByOwner.with(uid).filter(isActive);
  const ready = now.filter(isReady).length;
  const updated = now.filter((pod) => textMapAt(pod, 'metadata', 'labels')['controller-revision-hash'] === revision).length;
  const next = withStatus(set, {
    observedGeneration: set.metadata.generation,
    replicas: now.length,
    ...(ready > 0 ? { readyReplicas: ready } : {}),
    availableReplicas: ready,
    currentReplicas: updated,
    updatedReplicas: updated,
    currentRevision: revision,
    updateRevision: revision,
    collisionCount: 0,
  });
  if (next !== set && store.get(RESOURCE, name, namespace)) store.put(RESOURCE, next);
}
