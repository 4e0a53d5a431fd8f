import { at, numberAt, recordsAt, textAt, textMapAt } from '../../kube/fields.ts';
import type { KubeObject } from '../../kube/objectStore.ts';
import type { ClusterContext } from '../context.ts';
import { isConditionTrue, withConditions } from '../objects/conditions.ts';
import { fromKey, keyOf, nameSuffix, withStatus } from '../objects/meta.ts';
import { isActive, isReady, phaseOf, toPod } from '../objects/pod.ts';
import { recordAt } from '../objects/read.ts';
import { toTime } from '../objects/time.ts';
import { WorkQueue } from '../workQueue.ts';
import { deletePod } from './podActions.ts';

const RESOURCE = 'batch/jobs';
const COMPONENT = 'job-controller';
const DELAY_MS = 15;
const BACKOFF_LIMIT = 6;

export const isJobDone = (job: KubeObject): boolean => isConditionTrue(job, 'Complete') || isConditionTrue(job, 'Failed');

/** Runs each Job's pods until as many have succeeded as it wants, or too many failed. */
export function openJobs(context: ClusterContext): void {
  const { agenda, feed, store } = context;
  const queue = new WorkQueue(agenda, DELAY_MS, (key) => {
    const { name, namespace } = fromKey(key);
    const job = store.get(RESOURCE, name, namespace);
    if (job) reconcile(context, job);
  });
  feed.on(RESOURCE, (job, type) => {
    if (type !== 'DELETED') queue.add(keyOf(job));
  });
  feed.on('core/pods', ({ metadata: { namespace, ownerReferences } }) => {
    const owner = ownerReferences?.find(({ kind }) => kind === 'Job');
    if (owner) queue.add(`${namespace ?? ''}/${owner.name}`);
  });
}

function reconcile(context: ClusterContext, job: KubeObject): void {
  const { podsByOwner, store, events, agenda, random } = context;
  const { name, namespace, uid } = job.metadata;
  const pods = podsByOwner.with(uid);
  const active = pods.filter(isActive);
  if (isJobDone(job)) return;
  if (at(job, 'spec', 'selector') === undefined) {
    store.put(RESOURCE, withSelector(job)); // the change brings it here again
    return;
  }
  const succeeded = pods.filter((pod) => phaseOf(pod) === 'Succeeded').length;
  const failed = pods.filter((pod) => phaseOf(pod) === 'Failed').length;
  const completions = numberAt(job, 'spec', 'completions') ?? 1;
  const givenUp = failed > (numberAt(job, 'spec', 'backoffLimit') ?? BACKOFF_LIMIT);
  const suspended = at(job, 'spec', 'suspend') === true;
  const parallel = suspended || givenUp ? 0 : Math.min(numberAt(job, 'spec', 'parallelism') ?? 1, completions - succeeded);
  for (let missing = parallel - active.length; missing > 0; missing--) {
    const draft = { owner: job, template: at(job, 'spec', 'template'), name: `${name}-${nameSuffix(random)}` };
    const pod = store.put(
      'core/pods',
      toPod({ ...draft, spec: { restartPolicy: textAt(job, 'spec', 'template', 'spec', 'restartPolicy') ?? 'Never' } }),
    );
    events.normal(job, COMPONENT, 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
    active.push(pod);
  }
  if (givenUp || suspended) for (const pod of active) deletePod(context, pod);
  const done = succeeded >= completions;
  if (done) events.normal(job, COMPONENT, 'Completed', 'Job completed');
  if (givenUp) events.warning(job, COMPONENT, 'BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  const nowMs = agenda.now();
  const current = store.get(RESOURCE, name, namespace);
  if (!current) return;
  const next = withStatus(current, {
    startTime: textAt(current, 'status', 'startTime') ?? toTime(nowMs),
    ...(done ? { completionTime: toTime(nowMs) } : {}),
    ...(done || givenUp || active.length === 0 ? {} : { active: active.length }),
    ready: active.filter(isReady).length,
    ...(succeeded > 0 ? { succeeded } : {}),
    ...(failed > 0 ? { failed } : {}),
    terminating: 0,
    uncountedTerminatedPods: {},
    ...(done || givenUp ? { conditions: endConditions(current, done, nowMs) } : {}),
  });
  if (next !== current) store.put(RESOURCE, next);
  if (done || givenUp) removeLater(context, current);
}

/** As the API server completes a new Job: its pods bear its name and uid, and are found by the uid. */
function withSelector(job: KubeObject): KubeObject {
  const { name, uid = '' } = job.metadata;
  const template = recordAt(job, 'spec', 'template');
  const labels = {
    ...textMapAt(template, 'metadata', 'labels'),
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  };
  return {
    ...job,
    spec: {
      ...recordAt(job, 'spec'),
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
      template: { ...template, metadata: { ...recordAt(template, 'metadata'), labels } },
    },
  };
}

function endConditions(job: KubeObject, done: boolean, nowMs: number): unknown[] {
  const before = recordsAt(job, 'status', 'conditions');
  const why = { reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' };
  const given = { reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };
  const drafts = done
    ? [
        { type: 'SuccessCriteriaMet', status: 'True' as const, ...why },
        { type: 'Complete', status: 'True' as const, ...why },
      ]
    : [
        { type: 'FailureTarget', status: 'True' as const, ...given },
        { type: 'Failed', status: 'True' as const, ...given },
      ];
  return withConditions(before, drafts, nowMs).map((condition) => ({ ...condition, lastProbeTime: toTime(nowMs) }));
}

function removeLater({ store, agenda }: ClusterContext, job: KubeObject): void {
  const seconds = numberAt(job, 'spec', 'ttlSecondsAfterFinished');
  if (seconds === undefined) return;
  const { name, namespace, uid } = job.metadata;
  agenda.after(seconds * 1000, () => {
    if (store.get(RESOURCE, name, namespace)?.metadata.uid === uid) store.remove(RESOURCE, name, namespace);
  });
}
