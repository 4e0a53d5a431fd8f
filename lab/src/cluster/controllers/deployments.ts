import { at, numberAt, recordsAt, textAt, textMapAt } from '../../kube/fields.ts';
import type { KubeObject } from '../../kube/objectStore.ts';
import type { ClusterContext } from '../context.ts';
import { ObjectIndex, controllerUid } from '../objectIndex.ts';
import { withConditions } from '../objects/conditions.ts';
import { fromKey, keyOf, ownedBy, templateHash, withStatus } from '../objects/meta.ts';
import { recordAt } from '../objects/read.ts';
import { WorkQueue } from '../workQueue.ts';
import { planRollout, type Rollout } from './planRollout.ts';

const RESOURCE = 'apps/deployments';
const SETS = 'apps/replicasets';
const COMPONENT = 'deployment-controller';
const DELAY_MS = 10;
const HASH = 'pod-template-hash';
const REVISION = 'deployment.kubernetes.io/revision';
const KEPT_SETS = 10;

/** Keeps a ReplicaSet for each Deployment's template, and rolls from the old ones to the new one. */
export function openDeployments(context: ClusterContext): void {
  const { agenda, feed, store } = context;
  const sets = new ObjectIndex(feed, SETS, controllerUid);
  const queue = new WorkQueue(agenda, DELAY_MS, (key) => {
    const { name, namespace } = fromKey(key);
    const deployment = store.get(RESOURCE, name, namespace);
    if (deployment) reconcile(context, deployment, sets.with(deployment.metadata.uid));
  });
  feed.on(RESOURCE, (deployment, type) => {
    if (type !== 'DELETED') queue.add(keyOf(deployment));
  });
  feed.on(SETS, ({ metadata: { namespace, ownerReferences } }) => {
    const owner = ownerReferences?.find(({ kind }) => kind === 'Deployment');
    if (owner) queue.add(`${namespace ?? ''}/${owner.name}`);
  });
}

function reconcile(context: ClusterContext, deployment: KubeObject, sets: readonly KubeObject[]): void {
  if (at(deployment, 'spec', 'paused') === true) return;
  const hash = templateHash(at(deployment, 'spec', 'template'));
  const current = sets.find((set) => textAt(set, 'metadata', 'labels', HASH) === hash) ?? makeSet(context, deployment, hash, sets);
  const old = sets.filter(({ metadata }) => metadata.uid !== current.metadata.uid);
  const wanted = numberAt(deployment, 'spec', 'replicas') ?? 1;
  const strategy = recordAt(deployment, 'spec', 'strategy');
  const size = (set: KubeObject): number => numberAt(set, 'spec', 'replicas') ?? 0;
  const available = (set: KubeObject): number => numberAt(set, 'status', 'availableReplicas') ?? 0;
  const rollout: Rollout = {
    wanted,
    recreate: strategy.type === 'Recreate',
    maxSurge: at(strategy, 'rollingUpdate', 'maxSurge'),
    maxUnavailable: at(strategy, 'rollingUpdate', 'maxUnavailable'),
    current: { replicas: size(current), available: available(current) },
    old: old.map((set) => ({ replicas: size(set), pods: numberAt(set, 'status', 'replicas') ?? 0, available: available(set) })),
  };
  const plan = planRollout(rollout);
  scaleSet(context, deployment, current, plan.current);
  old.forEach((set, index) => scaleSet(context, deployment, set, plan.old[index] ?? 0));
  writeStatus(context, deployment, current, old);
  for (const set of old.slice(0, Math.max(0, old.length - KEPT_SETS)))
    if (size(set) === 0) context.store.remove(SETS, set.metadata.name, set.metadata.namespace);
}

function makeSet({ store }: ClusterContext, deployment: KubeObject, hash: string, sets: readonly KubeObject[]): KubeObject {
  const revision = 1 + Math.max(0, ...sets.map((set) => Number(textAt(set, 'metadata', 'annotations', REVISION) ?? 0)));
  const template = recordAt(deployment, 'spec', 'template');
  const labels = { ...textMapAt(template, 'metadata', 'labels'), [HASH]: hash };
  const { name, namespace } = deployment.metadata;
  const annotations = { ...textMapAt(deployment, 'metadata', 'annotations'), [REVISION]: String(revision) };
  store.put(RESOURCE, { ...deployment, metadata: { ...deployment.metadata, annotations } });
  return store.put(SETS, {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      labels,
      annotations: { [REVISION]: String(revision) },
      ownerReferences: ownedBy(deployment),
    },
    spec: {
      replicas: 0,
      selector: { matchLabels: { ...textMapAt(deployment, 'spec', 'selector', 'matchLabels'), [HASH]: hash } },
      template: { ...template, metadata: { ...recordAt(template, 'metadata'), labels } },
    },
    status: { replicas: 0 },
  });
}

function scaleSet({ store, events }: ClusterContext, deployment: KubeObject, set: KubeObject, replicas: number): void {
  const before = numberAt(set, 'spec', 'replicas') ?? 0;
  if (before === replicas) return;
  store.put(SETS, { ...set, spec: { ...recordAt(set, 'spec'), replicas } });
  const direction = replicas > before ? 'up' : 'down';
  const message = `Scaled ${direction} replica set ${set.metadata.name} from ${before} to ${replicas}`;
  events.normal(deployment, COMPONENT, 'ScalingReplicaSet', message);
}

function writeStatus({ store, agenda }: ClusterContext, { metadata }: KubeObject, current: KubeObject, old: readonly KubeObject[]): void {
  const deployment = store.get(RESOURCE, metadata.name, metadata.namespace);
  if (!deployment) return;
  const total = (field: string): number => [current, ...old].reduce((sum, set) => sum + (numberAt(set, 'status', field) ?? 0), 0);
  const wanted = numberAt(deployment, 'spec', 'replicas') ?? 1;
  const [replicas, ready, available] = [total('replicas'), total('readyReplicas'), total('availableReplicas')];
  const updated = numberAt(current, 'status', 'replicas') ?? 0;
  const enough = available >= wanted - Math.floor(wanted / 4);
  const done = updated === wanted && available === wanted && replicas === wanted;
  const name = current.metadata.name;
  const conditions = withConditions(
    recordsAt(deployment, 'status', 'conditions'),
    [
      enough
        ? { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable', message: 'Deployment has minimum availability.' }
        : {
            type: 'Available',
            status: 'False',
            reason: 'MinimumReplicasUnavailable',
            message: 'Deployment does not have minimum availability.',
          },
      done
        ? {
            type: 'Progressing',
            status: 'True',
            reason: 'NewReplicaSetAvailable',
            message: `ReplicaSet "${name}" has successfully progressed.`,
          }
        : { type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated', message: `ReplicaSet "${name}" is progressing.` },
    ],
    agenda.now(),
  );
  const next = withStatus(deployment, {
    observedGeneration: deployment.metadata.generation,
    ...(replicas > 0 ? { replicas, updatedReplicas: updated } : {}),
    ...(ready > 0 ? { readyReplicas: ready } : {}),
    ...(available > 0 ? { availableReplicas: available } : {}),
    ...(wanted > available ? { unavailableReplicas: wanted - available } : {}),
    conditions,
  });
  if (next !== deployment) store.put(RESOURCE, next);
}
