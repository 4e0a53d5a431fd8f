import { at, numberAt, recordsAt, textAt } from '../fields.ts';
import type { KubeObject } from '../objectStore.ts';
import { ageOf, humanDuration } from './duration.ts';
import { type Printer, columns, containersOf, createdAge, selectorText } from './printer.ts';

const TEMPLATE = ['spec', 'template', 'spec'];
const count = (object: KubeObject, ...path: string[]): number => numberAt(object, ...path) ?? 0;
/** What is wanted where nothing is said is one. */
const wanted = (object: KubeObject): number => numberAt(object, 'spec', 'replicas') ?? 1;

export const deployments: Printer = {
  columns: columns('Name', 'Ready', '#Up-to-date', '#Available', 'Age', '+Containers', '+Images', '+Selector'),
  cells: (each, nowMs) => [
    each.metadata.name,
    `${count(each, 'status', 'readyReplicas')}/${wanted(each)}`,
    count(each, 'status', 'updatedReplicas'),
    count(each, 'status', 'availableReplicas'),
    createdAge(each, nowMs),
    ...containersOf(each, ...TEMPLATE),
    selectorText(at(each, 'spec', 'selector')),
  ],
};

export const replicaSets: Printer = {
  columns: columns('Name', '#Desired', '#Current', '#Ready', 'Age', '+Containers', '+Images', '+Selector'),
  cells: (each, nowMs) => [
    each.metadata.name,
    wanted(each),
    count(each, 'status', 'replicas'),
    count(each, 'status', 'readyReplicas'),
    createdAge(each, nowMs),
    ...containersOf(each, ...TEMPLATE),
    selectorText(at(each, 'spec', 'selector')),
  ],
};

export const daemonSets: Printer = {
  columns: columns(
    ...['Name', '#Desired', '#Current', '#Ready', '#Up-to-date', '#Available', 'Node Selector', 'Age'],
    ...['+Containers', '+Images', '+Selector'],
  ),
  cells: (each, nowMs) => [
    each.metadata.name,
    count(each, 'status', 'desiredNumberScheduled'),
    count(each, 'status', 'currentNumberScheduled'),
    count(each, 'status', 'numberReady'),
    count(each, 'status', 'updatedNumberScheduled'),
    count(each, 'status', 'numberAvailable'),
    selectorText(at(each, ...TEMPLATE, 'nodeSelector')),
    createdAge(each, nowMs),
    ...containersOf(each, ...TEMPLATE),
    selectorText(at(each, 'spec', 'selector')),
  ],
};

export const statefulSets: Printer = {
  columns: columns('Name', 'Ready', 'Age', '+Containers', '+Images'),
  cells: (each, nowMs) => [
    each.metadata.name,
    `${count(each, 'status', 'readyReplicas')}/${wanted(each)}`,
    createdAge(each, nowMs),
    ...containersOf(each, ...TEMPLATE),
  ],
};

export const jobs: Printer = {
  columns: columns('Name', 'Status', 'Completions', 'Duration', 'Age', '+Containers', '+Images', '+Selector'),
  cells: (each, nowMs) => [
    each.metadata.name,
    jobStatus(each),
    `${count(each, 'status', 'succeeded')}/${numberAt(each, 'spec', 'completions') ?? 1}`,
    jobDuration(each, nowMs),
    createdAge(each, nowMs),
    ...containersOf(each, ...TEMPLATE),
    selectorText(at(each, 'spec', 'selector')),
  ],
};

export const cronJobs: Printer = {
  columns: columns(
    ...['Name', 'Schedule', 'Timezone', 'Suspend', '#Active', 'Last Schedule', 'Age'],
    ...['+Containers', '+Images', '+Selector'],
  ),
  cells(each, nowMs) {
    const last = textAt(each, 'status', 'lastScheduleTime');
    return [
      each.metadata.name,
      textAt(each, 'spec', 'schedule') ?? '',
      textAt(each, 'spec', 'timeZone') ?? '<none>',
      at(each, 'spec', 'suspend') === true ? 'True' : 'False',
      recordsAt(each, 'status', 'active').length,
      last === undefined ? '<none>' : ageOf(last, nowMs),
      createdAge(each, nowMs),
      ...containersOf(each, 'spec', 'jobTemplate', ...TEMPLATE),
      selectorText(at(each, 'spec', 'jobTemplate', 'spec', 'selector')),
    ];
  },
};

function jobStatus(job: KubeObject): string {
  const holds = (type: string): boolean =>
    recordsAt(job, 'status', 'conditions').some((each) => textAt(each, 'type') === type && textAt(each, 'status') === 'True');
  if (holds('Complete')) return 'Complete';
  if (holds('Failed')) return 'Failed';
  if (job.metadata.deletionTimestamp !== undefined) return 'Terminating';
  return holds('Suspended') ? 'Suspended' : 'Running';
}

function jobDuration(job: KubeObject, nowMs: number): string {
  const start = textAt(job, 'status', 'startTime');
  if (start === undefined) return '';
  const end = textAt(job, 'status', 'completionTime');
  return humanDuration((end === undefined ? nowMs : Date.parse(end)) - Date.parse(start));
}
