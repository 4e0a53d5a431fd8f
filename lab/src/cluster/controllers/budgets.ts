import { at, numberAt, recordsAt, textMapAt } from '../../kube/fields.ts';
import type { KubeObject } from '../../kube/objectStore.ts';
import type { ClusterContext } from '../context.ts';
import { withConditions } from '../objects/conditions.ts';
import { fromKey, keyOf, matches, withStatus } from '../objects/meta.ts';
import { isActive, isReady } from '../objects/pod.ts';
import { WorkQueue } from '../workQueue.ts';

const RESOURCE = 'policy/poddisruptionbudgets';
const DELAY_MS = 50;

/** Keeps what each PodDisruptionBudget allows. It limits evictions, not an HPA's own scaling. */
export function openBudgets(context: ClusterContext): void {
  const { agenda, feed, store } = context;
  const budgets = new Map<string, KubeObject>();
  const queue = new WorkQueue(agenda, DELAY_MS, (key) => {
    const { name, namespace } = fromKey(key);
    const budget = store.get(RESOURCE, name, namespace);
    if (budget) reconcile(context, budget);
  });
  feed.on(RESOURCE, (budget, type) => {
    if (type === 'DELETED') budgets.delete(keyOf(budget));
    else {
      budgets.set(keyOf(budget), budget);
      queue.add(keyOf(budget));
    }
  });
  feed.on('core/pods', (pod) => {
    for (const [key, budget] of budgets)
      if (budget.metadata.namespace === pod.metadata.namespace && matches(textMapAt(budget, 'spec', 'selector', 'matchLabels'), pod))
        queue.add(key);
  });
}

function reconcile({ store, agenda }: ClusterContext, budget: KubeObject): void {
  const selector = textMapAt(budget, 'spec', 'selector', 'matchLabels');
  const pods = store.list('core/pods', budget.metadata.namespace).filter((pod) => matches(selector, pod) && isActive(pod));
  const healthy = pods.filter(isReady).length;
  const desired = desiredHealthy(budget, pods.length);
  const allowed = Math.max(0, healthy - desired);
  const next = withStatus(budget, {
    conditions: withConditions(
      recordsAt(budget, 'status', 'conditions'),
      [
        allowed > 0
          ? { type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods', message: '' }
          : { type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods', message: '' },
      ],
      agenda.now(),
    ),
    currentHealthy: healthy,
    desiredHealthy: desired,
    disruptionsAllowed: allowed,
    expectedPods: pods.length,
    observedGeneration: numberAt(budget, 'metadata', 'generation'),
  });
  if (next !== budget) store.put(RESOURCE, next);
}

function desiredHealthy(budget: KubeObject, pods: number): number {
  const share = (value: unknown): number =>
    typeof value === 'number' ? value : typeof value === 'string' ? Math.ceil((pods * Number.parseFloat(value)) / 100) : 0;
  const least = at(budget, 'spec', 'minAvailable');
  return least === undefined ? Math.max(0, pods - share(at(budget, 'spec', 'maxUnavailable'))) : share(least);
}
