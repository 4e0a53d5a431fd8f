import { numberAt, recordsAt, textAt } from '../../../lab/src/kube/fields.ts';
import type { KubeObject } from '../../../lab/src/kube/objectStore.ts';
import { type MemoryStore, toKubeTime } from '../../../lab/src/kube/store/memoryStore.ts';
import type { Random } from '../../../lab/src/random.ts';
import { PROBE } from './fillCluster.ts';
import { runningContainer } from './podObject.ts';

/** Of 100 changes: restarts of a container, readiness that flips; the rest are pods that go and pods that come. */
const RESTARTS = 0.6;
const READINESS = 0.9;

/** The pods of one cluster as they change: one by one, with one seed in one order. Their number stays about the same. */
export class Churn {
  private readonly store: MemoryStore;
  private readonly random: Random;
  /** The pods that change, by place; one that comes takes the place of the one that went. */
  private readonly pods: { readonly namespace: string; name: string }[];
  private readonly unborn: { place: number; pod: KubeObject }[] = [];
  private readonly pending: { namespace: string; name: string }[] = [];
  private born = 0;

  constructor(store: MemoryStore, random: Random) {
    this.store = store;
    this.random = random;
    this.pods = store
      .list('core/pods')
      .map(({ metadata }) => ({ namespace: metadata.namespace ?? '', name: metadata.name }))
      .filter(({ namespace }) => namespace !== PROBE.namespace);
  }

  /** One change of one object. What went comes back under another name with the next change, pending; then it runs. */
  step(nowMs: number): void {
    const at = toKubeTime(nowMs);
    const waiting = this.pending.shift();
    const pod = waiting && this.store.get('core/pods', waiting.name, waiting.namespace);
    if (pod) return void this.store.put('core/pods', withStatus(pod, runningStatus(at)));
    const unborn = this.unborn.shift();
    if (unborn) return this.bear(unborn.place, unborn.pod, at);
    const place = this.random.integer(0, this.pods.length - 1);
    const picked = this.pods[place];
    const object = picked && this.store.get('core/pods', picked.name, picked.namespace);
    if (!object) return;
    const dice = this.random.next();
    if (dice < RESTARTS) this.store.put('core/pods', restarted(object, at));
    else if (dice < READINESS) this.store.put('core/pods', withReady(object, !isReady(object), at));
    else {
      this.store.remove('core/pods', object.metadata.name, object.metadata.namespace);
      this.unborn.push({ place, pod: object });
    }
  }

  private bear(place: number, before: KubeObject, at: string): void {
    const { resourceVersion: _version, uid: _uid, ...metadata } = before.metadata;
    const set = metadata.name.slice(0, metadata.name.lastIndexOf('-'));
    const name = `${set}-n${(this.born++).toString(36).padStart(4, '0')}`;
    const pod = withStatus({ ...before, metadata: { ...metadata, name, creationTimestamp: at } }, pendingStatus(at));
    this.store.put('core/pods', pod);
    const own = this.pods[place];
    if (own) own.name = name;
    this.pending.push({ namespace: metadata.namespace ?? '', name });
  }
}

/** The pod after its first container has ended and begun anew. */
export function restarted(pod: KubeObject, at: string): KubeObject {
  const restarts = numberAt(recordsAt(pod, 'status', 'containerStatuses')[0], 'restartCount') ?? 0;
  return withStatus(pod, { containerStatuses: [runningContainer('service', restarts + 1, at), runningContainer('proxy', 0, at)] });
}

const isReady = (pod: KubeObject): boolean =>
  recordsAt(pod, 'status', 'conditions').some(
    (condition) => textAt(condition, 'type') === 'Ready' && textAt(condition, 'status') === 'True',
  );

function withReady(pod: KubeObject, ready: boolean, at: string): KubeObject {
  const conditions = recordsAt(pod, 'status', 'conditions').map((condition) => {
    const hangsOnIt = ['Ready', 'ContainersReady'].includes(textAt(condition, 'type') ?? '');
    return hangsOnIt ? { ...condition, status: ready ? 'True' : 'False', lastTransitionTime: at } : condition;
  });
  const [first, ...others] = recordsAt(pod, 'status', 'containerStatuses');
  return withStatus(pod, { conditions, containerStatuses: [{ ...first, ready }, ...others] });
}

const conditionsOf = (status: string, at: string) =>
  ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
    type,
    status: type === 'PodScheduled' ? 'True' : status,
    lastTransitionTime: at,
  }));
const pendingStatus = (at: string) => ({
  phase: 'Pending',
  conditions: conditionsOf('False', at),
  containerStatuses: ['service', 'proxy'].map((name) => ({
    name,
    state: { waiting: { reason: 'ContainerCreating' } },
    lastState: {},
    ready: false,
    restartCount: 0,
  })),
});
const runningStatus = (at: string) => ({
  phase: 'Running',
  startTime: at,
  conditions: conditionsOf('True', at),
  containerStatuses: ['service', 'proxy'].map((name) => runningContainer(name, 0, at)),
});

function withStatus(pod: KubeObject, change: Readonly<Record<string, unknown>>): KubeObject {
  const status = typeof pod['status'] === 'object' ? pod['status'] : {};
  return { ...pod, status: { ...status, ...change } };
}
