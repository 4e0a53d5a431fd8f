import { at, numberAt, textAt, textMapAt } from '../../kube/fields.ts';
import type { KubeObject } from '../../kube/objectStore.ts';
import type { ClusterContext } from '../context.ts';
import { ObjectIndex, controllerUid } from '../objectIndex.ts';
import { isConditionTrue } from '../objects/conditions.ts';
import { keyOf, ownedBy, withStatus } from '../objects/meta.ts';
import { recordAt } from '../objects/read.ts';
import { toTime } from '../objects/time.ts';
import { nextCronTime } from './cronTime.ts';
import { isJobDone } from './jobs.ts';

const RESOURCE = 'batch/cronjobs';
const JOBS = 'batch/jobs';
const COMPONENT = 'cronjob-controller';
const MINUTE_MS = 60_000;

/** Makes a Job whenever a CronJob's schedule says so, and forgets old ones. */
export function openCronJobs(context: ClusterContext): void {
  const { agenda, feed, store } = context;
  const jobs = new ObjectIndex(feed, JOBS, controllerUid);
  const planned = new Map<string, { readonly schedule: string; readonly cancel: () => void }>();

  const plan = (cronJob: KubeObject): void => {
    const key = keyOf(cronJob);
    const schedule = at(cronJob, 'spec', 'suspend') === true ? '' : (textAt(cronJob, 'spec', 'schedule') ?? '');
    if (planned.get(key)?.schedule === schedule) return;
    planned.get(key)?.cancel();
    const dueMs = nextCronTime(schedule, agenda.now());
    const cancel = dueMs === null ? () => undefined : agenda.at(dueMs, () => start(key, dueMs));
    planned.set(key, { schedule, cancel });
  };
  const start = (key: string, dueMs: number): void => {
    planned.delete(key);
    const [namespace, name = ''] = key.split('/');
    const cronJob = store.get(RESOURCE, name, namespace);
    if (!cronJob) return;
    makeJob(context, cronJob, dueMs);
    sweep(context, cronJob, jobs.with(cronJob.metadata.uid));
    plan(cronJob);
  };

  for (const cronJob of store.list(RESOURCE)) plan(cronJob);
  feed.on(RESOURCE, (cronJob, type) => {
    if (type !== 'DELETED') return plan(cronJob);
    planned.get(keyOf(cronJob))?.cancel();
    planned.delete(keyOf(cronJob));
  });
  feed.on(JOBS, ({ metadata: { namespace, ownerReferences } }) => {
    const owner = ownerReferences?.find(({ kind }) => kind === 'CronJob');
    const cronJob = owner && store.get(RESOURCE, owner.name, namespace);
    if (cronJob) writeStatus(context, cronJob, jobs.with(cronJob.metadata.uid));
  });
}

function makeJob({ store, events }: ClusterContext, cronJob: KubeObject, dueMs: number): void {
  const template = recordAt(cronJob, 'spec', 'jobTemplate');
  const { namespace } = cronJob.metadata;
  const name = `${cronJob.metadata.name}-${Math.floor(dueMs / MINUTE_MS)}`;
  if (store.get(JOBS, name, namespace)) return;
  store.put(RESOURCE, { ...cronJob, status: { ...recordAt(cronJob, 'status'), lastScheduleTime: toTime(dueMs) } });
  store.put(JOBS, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      namespace,
      labels: textMapAt(template, 'metadata', 'labels'),
      annotations: { 'batch.kubernetes.io/cronjob-scheduled-timestamp': toTime(dueMs) },
      ownerReferences: ownedBy(cronJob),
    },
    spec: { parallelism: 1, completions: 1, backoffLimit: 6, completionMode: 'NonIndexed', ...recordAt(template, 'spec') },
    status: {},
  });
  events.normal(cronJob, COMPONENT, 'SuccessfulCreate', `Created job ${name}`);
}

/** As many finished jobs stay as the history limits say. */
function sweep({ store, events }: ClusterContext, cronJob: KubeObject, jobs: readonly KubeObject[]): void {
  const old = (type: string, field: string, usual: number): KubeObject[] => {
    const finished = jobs.filter((job) => isConditionTrue(job, type));
    return finished.slice(0, Math.max(0, finished.length - (numberAt(cronJob, 'spec', field) ?? usual)));
  };
  for (const { metadata } of [...old('Complete', 'successfulJobsHistoryLimit', 3), ...old('Failed', 'failedJobsHistoryLimit', 1)]) {
    store.remove(JOBS, metadata.name, metadata.namespace);
    events.normal(cronJob, COMPONENT, 'SuccessfulDelete', `Deleted job ${metadata.name}`);
  }
}

function writeStatus({ store, events }: ClusterContext, cronJob: KubeObject, jobs: readonly KubeObject[]): void {
  const running = jobs.filter((job) => !isJobDone(job));
  const ended = jobs.findLast((job) => isConditionTrue(job, 'Complete'));
  const before = recordAt(cronJob, 'status');
  const completionTime = textAt(ended, 'status', 'completionTime');
  const next = withStatus(cronJob, {
    ...(running.length > 0
      ? {
          active: running.map(({ metadata: { name, namespace, uid } }) => ({ kind: 'Job', apiVersion: 'batch/v1', name, namespace, uid })),
        }
      : {}),
    ...(before.lastScheduleTime === undefined ? {} : { lastScheduleTime: before.lastScheduleTime }),
    ...(completionTime === undefined ? {} : { lastSuccessfulTime: completionTime }),
  });
  if (next === cronJob) return;
  if (completionTime !== undefined && completionTime !== before.lastSuccessfulTime)
    events.normal(cronJob, COMPONENT, 'SawCompletedJob', `Saw completed job: ${ended?.metadata.name ?? ''}, condition: Complete`);
  store.put(RESOURCE, next);
}
