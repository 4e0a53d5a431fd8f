import { at, recordsAt, textAt, textMapAt } from '../../kube/fields.ts';
import type { KubeObject } from '../../kube/objectStore.ts';
import type { ClusterContext } from '../context.ts';
import { isConditionTrue, withConditions } from '../objects/conditions.ts';
import { fromKey, keyOf } from '../objects/meta.ts';
import { isFinished, nodeOf, requestOf } from '../objects/pod.ts';
import { parseQuantity } from '../objects/quantity.ts';
import { recordAt } from '../objects/read.ts';
import { WorkQueue } from '../workQueue.ts';
import { isCordoned, refusingTaint } from './taints.ts';

const COMPONENT = 'default-scheduler';
const DELAY_MS = 30;
/** When a pod that fits nowhere is tried again, unless a node or a pod changes before. */
const RETRY_MS = 60_000;

/** Gives every pod without a node the one with most room that it fits. */
export function openScheduler(context: ClusterContext): void {
  const { agenda, feed, store } = context;
  const pending = new Set<string>();
  let retryPlanned = false;
  const retry = (): void => {
    for (const key of pending) queue.add(key);
  };
  const queue = new WorkQueue(agenda, DELAY_MS, (key) => {
    const { name, namespace } = fromKey(key);
    const pod = store.get('core/pods', name, namespace);
    pending.delete(key);
    if (!pod || nodeOf(pod) !== undefined || pod.metadata.deletionTimestamp !== undefined || isFinished(pod)) return;
    if (schedule(context, pod)) return;
    pending.add(key);
    if (retryPlanned) return;
    retryPlanned = true;
    agenda.after(RETRY_MS, () => {
      retryPlanned = false;
      retry();
    });
  });
  feed.on('core/pods', (pod, type) => {
    if (type === 'ADDED' && nodeOf(pod) === undefined) queue.add(keyOf(pod));
    if (type === 'DELETED') {
      pending.delete(keyOf(pod));
      retry();
    }
  });
  feed.on('core/nodes', retry);
}

/** False when no node takes the pod. */
function schedule({ store, events, podsByNode, agenda }: ClusterContext, pod: KubeObject): boolean {
  const nodes = store.list('core/nodes');
  const refusals = new Map<string, number>();
  let best: { readonly node: KubeObject; readonly free: number } | null = null;
  for (const node of nodes) {
    const fit = fits(pod, node, podsByNode.with(node.metadata.name));
    if (typeof fit === 'string') refusals.set(fit, (refusals.get(fit) ?? 0) + 1);
    else if (!best || fit.free > best.free) best = { node, free: fit.free };
  }
  const nowMs = agenda.now();
  const status = recordAt(pod, 'status');
  const conditions = recordsAt(status, 'conditions');
  if (best) {
    const { name } = best.node.metadata;
    const scheduled = withConditions(conditions, [{ type: 'PodScheduled', status: 'True' }], nowMs);
    store.put('core/pods', { ...pod, spec: { ...recordAt(pod, 'spec'), nodeName: name }, status: { ...status, conditions: scheduled } });
    events.normal(pod, COMPONENT, 'Scheduled', `Successfully assigned ${pod.metadata.namespace ?? ''}/${pod.metadata.name} to ${name}`);
    return true;
  }
  const reasons = [...refusals].map(([why, count]) => `${count} ${why}`).sort();
  const message = `0/${nodes.length} nodes are available: ${reasons.join(', ')}. preemption: 0/${nodes.length} nodes are available: ${nodes.length} Preemption is not helpful for scheduling.`;
  const draft = { type: 'PodScheduled', status: 'False' as const, reason: 'Unschedulable', message };
  const waiting = withConditions(conditions, [draft], nowMs);
  if (JSON.stringify(waiting) !== JSON.stringify(conditions))
    store.put('core/pods', { ...pod, status: { ...status, conditions: waiting } });
  events.warning(pod, COMPONENT, 'FailedScheduling', message);
  return false;
}

/** How much of the node would stay free, or why it does not take the pod. */
function fits(pod: KubeObject, node: KubeObject, pods: readonly KubeObject[]): { free: number } | string {
  const taint = refusingTaint(at(pod, 'spec', 'tolerations'), node);
  if (isCordoned(node)) return 'node(s) were unschedulable';
  if (taint) return `node(s) had untolerated taint {${textAt(taint, 'key') ?? ''}: ${textAt(taint, 'value') ?? ''}}`;
  if (!isConditionTrue(node, 'Ready')) return 'node(s) were not ready';
  const labels = textMapAt(node, 'metadata', 'labels');
  const selector = Object.entries(textMapAt(pod, 'spec', 'nodeSelector'));
  if (selector.some(([key, value]) => labels[key] !== value)) return "node(s) didn't match Pod's node affinity/selector";
  const running = pods.filter((each) => !isFinished(each));
  if (running.length >= (parseQuantity(recordAt(node, 'status', 'allocatable').pods) ?? Infinity)) return 'Too many pods';
  let free = Infinity;
  for (const resource of ['cpu', 'memory'] as const) {
    const whole = parseQuantity(recordAt(node, 'status', 'allocatable')[resource]) ?? 0;
    const left = whole - running.reduce((sum, each) => sum + requestOf(each, resource), requestOf(pod, resource));
    if (left < 0) return `Insufficient ${resource}`;
    free = Math.min(free, left / whole);
  }
  return { free };
}
