import type { KubeObject, ResourceName } from '../../kube/objectStore.ts';
import type { ClusterContext } from '../context.ts';
import { ObjectIndex, controllerUid } from '../objectIndex.ts';
import { WorkQueue } from '../workQueue.ts';
import { deletePod } from './podActions.ts';

const OWNED: readonly ResourceName[] = ['apps/replicasets', 'batch/jobs', 'discovery.k8s.io/endpointslices'];
const OWNERS: readonly ResourceName[] = [
  'apps/deployments',
  'apps/replicasets',
  'apps/statefulsets',
  'apps/daemonsets',
  'batch/jobs',
  'batch/cronjobs',
  'core/services',
];
const DELAY_MS = 25;

/** Removes what was made for an object that is gone. */
export function openGarbageCollector(context: ClusterContext): void {
  const { agenda, feed, store, podsByOwner } = context;
  const indexes = OWNED.map((resource) => ({ resource, index: new ObjectIndex(feed, resource, controllerUid) }));
  const queue = new WorkQueue(agenda, DELAY_MS, (uid) => {
    for (const pod of podsByOwner.with(uid)) deletePod(context, pod);
    for (const { resource, index } of indexes)
      for (const { metadata } of index.with(uid)) store.remove(resource, metadata.name, metadata.namespace);
  });
  const gone = ({ metadata }: KubeObject, type: string): void => {
    if (type === 'DELETED' && metadata.uid !== undefined) queue.add(metadata.uid);
  };
  for (const resource of OWNERS) feed.on(resource, gone);
}
