import { isRecord, numberAt, recordsAt, textMapAt } from '../fields.ts';
import type { KubeObject } from '../objectStore.ts';
import { type Answer, ok } from './answer.ts';
import type { KubeContext } from './context.ts';
import type { KubeRequest } from './kubeRequest.ts';
import { existing } from './read.ts';
import { Refusal } from './refusal.ts';
import type { Resource } from './resources.ts';
import { answerWrite, isDryRun } from './write.ts';

const BUDGETS = 'policy/poddisruptionbudgets';

/**
 * Evicts a pod as a drain asks for it: refused with 429 while a PodDisruptionBudget allows no disruption. A pod that is not ready
 * counts for no budget and goes at once.
 */
export function answerEviction(context: KubeContext, request: KubeRequest, resource: Resource): Answer {
  const pod = existing(context, request, resource);
  const budget = isReady(pod) ? budgetOf(context, pod) : undefined;
  if (budget) takeOne(context, budget, isDryRun(request));
  answerWrite(context, { ...request, verb: 'delete', subresource: undefined }, resource, '');
  return ok({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 });
}

const isReady = (pod: KubeObject): boolean =>
  recordsAt(pod, 'status', 'conditions').some(({ type, status }) => type === 'Ready' && status === 'True');

function budgetOf({ store }: KubeContext, pod: KubeObject): KubeObject | undefined {
  const labels = pod.metadata.labels ?? {};
  const [budget, another] = store.list(BUDGETS, pod.metadata.namespace).filter((each) => {
    const wanted = Object.entries(textMapAt(each, 'spec', 'selector', 'matchLabels'));
    return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
  });
  if (!another) return budget;
  const why = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';
  throw new Refusal(500, 'InternalError', why);
}

/** One disruption less is allowed at once; the budget's controller counts anew when the pod goes. */
function takeOne({ store }: KubeContext, budget: KubeObject, dry: boolean): void {
  const allowed = numberAt(budget, 'status', 'disruptionsAllowed') ?? 0;
  if (allowed <= 0) {
    const wanted = numberAt(budget, 'status', 'desiredHealthy') ?? 0;
    const healthy = numberAt(budget, 'status', 'currentHealthy') ?? 0;
    const message = `The disruption budget ${budget.metadata.name} needs ${wanted} healthy pods and has ${healthy} currently`;
    throw new Refusal(429, 'TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
      details: { causes: [{ reason: 'DisruptionBudget', message }] },
    });
  }
  if (dry) return;
  const status = isRecord(budget.status) ? budget.status : {};
  store.put(BUDGETS, { ...budget, status: { ...status, disruptionsAllowed: allowed - 1 } });
}
