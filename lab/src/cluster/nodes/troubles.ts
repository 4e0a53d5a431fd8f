import { at, isRecord, numberAt, recordsAt } from '../../kube/fields.ts';
import type { KubeObject } from '../../kube/objectStore.ts';
import type { ClusterContext } from '../context.ts';
import { deletePod, samePod } from '../controllers/podActions.ts';
import { taintsOf, tolerates } from '../controllers/taints.ts';
import { isConditionTrue, withConditions } from '../objects/conditions.ts';
import { isActive } from '../objects/pod.ts';
import { recordAt } from '../objects/read.ts';
import { toTime } from '../objects/time.ts';
import type { NodeHealth } from './nodeObject.ts';

const TAINTS: Readonly<Record<Exclude<NodeHealth, 'ready'>, string>> = {
  'not-ready': 'node.kubernetes.io/not-ready',
  silent: 'node.kubernetes.io/unreachable',
};

/** The node with the taints of its health and without those of another one. */
export function withTrouble(node: KubeObject, health: NodeHealth, nowMs: number): KubeObject {
  const others = taintsOf(node).filter(({ key }) => key !== TAINTS['not-ready'] && key !== TAINTS.silent);
  const known = taintsOf(node).filter(({ key }) => health !== 'ready' && key === TAINTS[health]);
  const own =
    health === 'ready'
      ? []
      : known.length > 0
        ? known
        : ['NoSchedule', 'NoExecute'].map((effect) => ({ key: TAINTS[health], effect, timeAdded: toTime(nowMs) }));
  const { taints: _, ...spec } = recordAt(node, 'spec');
  const taints = [...others, ...own];
  return { ...node, spec: taints.length > 0 ? { ...spec, taints } : spec };
}

/** What the node controller does when a node is in trouble: nobody is sent to its pods any more. */
export function markPodsUnready({ store, podsByNode, agenda, events }: ClusterContext, node: string): void {
  for (const pod of podsByNode.with(node)) {
    if (!isConditionTrue(pod, 'Ready')) continue;
    const status = recordAt(pod, 'status');
    const conditions = withConditions(recordsAt(status, 'conditions'), [{ type: 'Ready', status: 'False' }], agenda.now());
    store.put('core/pods', { ...pod, status: { ...status, conditions } });
    events.warning(pod, 'node-controller', 'NodeNotReady', 'Node is not ready');
  }
}

/** Deletes the node's pods when they have borne its taint as long as they tolerate it, while the trouble lasts. */
export function evictFromNode(context: ClusterContext, node: string, lasts: () => boolean): void {
  const { agenda, events, podsByNode, store } = context;
  const tainted = store.get('core/nodes', node);
  const taint = tainted && taintsOf(tainted).find(({ effect, key }) => effect === 'NoExecute' && isTrouble(key));
  if (!taint) return;
  for (const pod of podsByNode.with(node)) {
    const toleration = tolerates(at(pod, 'spec', 'tolerations'), taint);
    const seconds = toleration === undefined ? 0 : numberAt(toleration, 'tolerationSeconds');
    if (seconds === undefined || isStatic(pod)) continue;
    agenda.after(seconds * 1000, () => {
      const now = lasts() ? samePod(context, pod) : undefined;
      if (!now || !isActive(now)) return;
      const { namespace = '', name } = now.metadata;
      events.normal(now, 'taint-eviction-controller', 'TaintManagerEviction', `Marking for deletion Pod ${namespace}/${name}`);
      deletePod(context, now);
    });
  }
}

const isTrouble = (key: unknown): boolean => key === TAINTS.silent || key === TAINTS['not-ready'];
const isStatic = (pod: KubeObject): boolean => {
  const owners: unknown = pod.metadata.ownerReferences;
  return Array.isArray(owners) && owners.some((owner) => isRecord(owner) && owner.kind === 'Node');
};
