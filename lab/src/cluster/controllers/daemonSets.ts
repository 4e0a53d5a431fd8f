import { at, numberAt } from '../../kube/fields.ts';
import type { KubeObject } from '../../kube/objectStore.ts';
import type { ClusterContext } from '../context.ts';
import { fromKey, keyOf, nameSuffix, templateHash, withStatus } from '../objects/meta.ts';
import { isActive, isReady, nodeOf, toPod } from '../objects/pod.ts';
import { toleratesTaints } from './taints.ts';
import { WorkQueue } from '../workQueue.ts';
import { deletePod } from './podActions.ts';

const RESOURCE = 'apps/daemonsets';
const COMPONENT = 'daemonset-controller';
const DELAY_MS = 15;
/** What Kubernetes lets the pods of every DaemonSet bear, so that they stay on nodes in trouble. */
const ALWAYS_TOLERATED = [
  ['not-ready', 'NoExecute'],
  ['unreachable', 'NoExecute'],
  ['disk-pressure', 'NoSchedule'],
  ['memory-pressure', 'NoSchedule'],
  ['pid-pressure', 'NoSchedule'],
  ['unschedulable', 'NoSchedule'],
].map(([name, effect]) => ({ key: `node.kubernetes.io/${name ?? ''}`, operator: 'Exists', effect }));

/** Keeps one pod of each DaemonSet on every node that it bears. */
export function openDaemonSets(context: ClusterContext): void {
  const { agenda, feed, store } = context;
  const queue = new WorkQueue(agenda, DELAY_MS, (key) => {
    const { name, namespace } = fromKey(key);
    const set = store.get(RESOURCE, name, namespace);
    if (set) reconcile(context, set);
  });
  feed.on(RESOURCE, (set, type) => {
    if (type !== 'DELETED') queue.add(keyOf(set));
  });
  feed.on('core/nodes', (_, type) => {
    if (type !== 'MODIFIED') for (const set of store.list(RESOURCE)) queue.add(keyOf(set));
  });
  feed.on('core/pods', ({ metadata: { namespace, ownerReferences } }) => {
    const owner = ownerReferences?.find(({ kind }) => kind === 'DaemonSet');
    if (owner) queue.add(`${namespace ?? ''}/${owner.name}`);
  });
}

function reconcile(context: ClusterContext, set: KubeObject): void {
  const { podsByOwner, store, events, random } = context;
  const { name, namespace, uid } = set.metadata;
  const template = at(set, 'spec', 'template');
  const pods = podsByOwner.with(uid);
  const hash = templateHash(template);
  const fitting = store.list('core/nodes').filter((node) => toleratesTaints(at(template, 'spec', 'tolerations'), node));
  for (const node of fitting) {
    if (pods.some((pod) => nodeOf(pod) === node.metadata.name)) continue;
    const draft = {
      owner: set,
      template,
      name: `${name}-${nameSuffix(random)}`,
      labels: { 'controller-revision-hash': hash, 'pod-template-generation': '1' },
      spec: { nodeName: node.metadata.name, tolerations: [...tolerationsOf(template), ...ALWAYS_TOLERATED] },
    };
    const pod = store.put('core/pods', toPod(draft));
    events.normal(set, COMPONENT, 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
  }
  for (const pod of pods) if (!fitting.some((node) => node.metadata.name === nodeOf(pod))) deletePod(context, pod);
  const now = podsByOwner.with(uid).filter(isActive);
  const ready = now.filter(isReady).length;
  const next = withStatus(set, {
    currentNumberScheduled: now.length,
    numberMisscheduled: 0,
    desiredNumberScheduled: fitting.length,
    numberReady: ready,
    observedGeneration: numberAt(set, 'metadata', 'generation'),
    updatedNumberScheduled: now.length,
    ...(ready > 0 ? { numberAvailable: ready } : {}),
    ...(ready < fitting.length ? { numberUnavailable: fitting.length - ready } : {}),
  });
  if (next !== set && store.get(RESOURCE, name, namespace)) store.put(RESOURCE, next);
}

function tolerationsOf(template: unknown): unknown[] {
  const tolerations = at(template, 'spec', 'tolerations');
  return Array.isArray(tolerations) ? tolerations : [];
}
