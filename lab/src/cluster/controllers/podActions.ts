import type { KubeObject } from '../../kube/objectStore.ts';
import type { ClusterContext } from '../context.ts';
import { graceSecondsOf, nodeOf } from '../objects/pod.ts';
import { toTime } from '../objects/time.ts';

/** Asks for a pod's end: its node stops it and then removes it; one that no node has goes at once. */
export function deletePod({ store, agenda }: ClusterContext, pod: KubeObject): void {
  const { name, namespace, deletionTimestamp } = pod.metadata;
  if (deletionTimestamp !== undefined) return;
  if (nodeOf(pod) === undefined) {
    store.remove('core/pods', name, namespace);
    return;
  }
  const seconds = graceSecondsOf(pod);
  store.put('core/pods', {
    ...pod,
    metadata: {
      ...pod.metadata,
      deletionTimestamp: toTime(agenda.now() + seconds * 1000),
      deletionGracePeriodSeconds: seconds,
    },
  });
}

/** The pod as it is now, when it is still the same one. */
export function samePod({ store }: ClusterContext, { metadata }: KubeObject): KubeObject | undefined {
  const pod = store.get('core/pods', metadata.name, metadata.namespace);
  return pod?.metadata.uid === metadata.uid ? pod : undefined;
}
