import { describe, expect, it } from 'vitest';
import { parsePod } from './pod.ts';

type Part = Record<string, unknown>;
const run = { running: { startedAt: '2026-10-01T06:10:00Z' } };
const wait = (reason: string, message?: string) => ({ waiting: { reason, message } });
const end = (exitCode: number, reason?: string, signal?: number) => ({ terminated: { exitCode, reason, signal } });
const container = (name: string, state: Part, ready = false, more: Part = {}) => ({
  name,
  state,
  lastState: {},
  ready,
  restartCount: 0,
  ...more,
});
const condition = (type: string, status = 'True', reason?: string) => ({ type, status, reason });

/** READY, STATUS and the message of a pod, as a table shows them. */
function shown(
  status: Part,
  { init = [], own = ['app'], metadata = {} }: { init?: (string | Part)[]; own?: string[]; metadata?: Part } = {},
) {
  const parsed = parsePod({
    metadata: { uid: '1', name: 'web', namespace: 'demo', ...metadata },
    spec: { containers: own.map((name) => ({ name })), initContainers: init.map((one) => (typeof one === 'string' ? { name: one } : one)) },
    status: { phase: 'Running', ...status },
  });
  if (!parsed.ok) throw new Error(parsed.error.line);
  const { containersReady, containers, reason, message } = parsed.value;
  return [`${containersReady}/${containers}`, reason, message];
}
const sidecar = { name: 'proxy', restartPolicy: 'Always' };

describe('the status that kubectl shows', () => {
  it('is the phase of a pod whose containers run', () => {
    expect(shown({ containerStatuses: [container('app', run, true)] })).toEqual(['1/1', 'Running', null]);
    expect(shown({ phase: 'Pending' })).toEqual(['0/1', 'Pending', null]);
  });

  it('is why a container waits, with the kubelet’s words', () => {
    const pull = container('app', wait('ImagePullBackOff', 'Back-off pulling image "a"'));
    expect(shown({ phase: 'Pending', containerStatuses: [pull] })).toEqual(['0/1', 'ImagePullBackOff', 'Back-off pulling image "a"']);
    expect(shown({ containerStatuses: [container('app', wait('CrashLoopBackOff'))] })[1]).toBe('CrashLoopBackOff');
    expect(shown({ phase: 'Pending', containerStatuses: [container('app', wait('ContainerCreating'))] })[1]).toBe('ContainerCreating');
  });

  it('is how a container ended: by its reason, else its signal, else its exit code', () => {
    expect(shown({ containerStatuses: [container('app', end(137, 'OOMKilled'))] })[1]).toBe('OOMKilled');
    expect(shown({ containerStatuses: [container('app', end(1, 'Error'))] })[1]).toBe('Error');
    expect(shown({ containerStatuses: [container('app', end(137, undefined, 9))] })[1]).toBe('Signal:9');
    expect(shown({ containerStatuses: [container('app', end(3))] })[1]).toBe('ExitCode:3');
    expect(shown({ phase: 'Succeeded', containerStatuses: [container('app', end(0, 'Completed'))] })[1]).toBe('Completed');
  });

  it('is that of the first container that does not run', () => {
    const statuses = [container('a', run, true), container('b', wait('CrashLoopBackOff')), container('c', end(1, 'Error'))];
    expect(shown({ containerStatuses: statuses }, { own: ['a', 'b', 'c'] })).toEqual(['1/3', 'CrashLoopBackOff', null]);
  });

  it('stays Running while some containers are done and the pod is ready, else NotReady', () => {
    const containerStatuses = [container('job', end(0, 'Completed')), container('app', run, true)];
    const both = { own: ['job', 'app'] };
    expect(shown({ containerStatuses, conditions: [condition('Ready')] }, both)).toEqual(['1/2', 'Running', null]);
    expect(shown({ containerStatuses, conditions: [condition('Ready', 'False')] }, both)[1]).toBe('NotReady');
  });

  it('counts init containers until they are done', () => {
    const init = ['a', 'b'];
    const app = [container('app', wait('PodInitializing'))];
    const pending = { phase: 'Pending', containerStatuses: app };
    const first = container('a', run);
    const done = container('a', end(0, 'Completed'), true);
    const later = container('b', wait('PodInitializing'));
    expect(shown({ ...pending, initContainerStatuses: [first, later] }, { init })).toEqual(['0/1', 'Init:0/2', null]);
    expect(shown({ ...pending, initContainerStatuses: [done, later] }, { init })[1]).toBe('Init:1/2');
    expect(shown({ ...pending, initContainerStatuses: [container('a', end(1, 'Error')), later] }, { init })[1]).toBe('Init:Error');
    expect(shown({ ...pending, initContainerStatuses: [container('a', end(2)), later] }, { init })[1]).toBe('Init:ExitCode:2');
    expect(shown({ ...pending, initContainerStatuses: [container('a', end(143, undefined, 15)), later] }, { init })[1]).toBe(
      'Init:Signal:15',
    );
    expect(shown({ ...pending, initContainerStatuses: [container('a', wait('CrashLoopBackOff')), later] }, { init })[1]).toBe(
      'Init:CrashLoopBackOff',
    );
    expect(shown({ ...pending, initContainerStatuses: [done, container('b', end(0), true)] }, { init })[1]).toBe('PodInitializing');
  });

  it('looks at the containers of an initialized pod, whatever its init containers say later', () => {
    const status = { initContainerStatuses: [container('a', run)], containerStatuses: [container('app', wait('CrashLoopBackOff'))] };
    expect(shown({ ...status, conditions: [condition('Initialized')] }, { init: ['a'] })[1]).toBe('CrashLoopBackOff');
    expect(shown(status, { init: ['a'] })[1]).toBe('Init:0/1');
  });

  it('counts a sidecar among the containers, ready or not, once it started', () => {
    const app = container('app', run, true);
    const started = container('proxy', run, true, { started: true });
    expect(shown({ initContainerStatuses: [started], containerStatuses: [app] }, { init: [sidecar] })).toEqual(['2/2', 'Running', null]);
    const unready = container('proxy', run, false, { started: true });
    expect(shown({ initContainerStatuses: [unready], containerStatuses: [app] }, { init: [sidecar] })).toEqual(['1/2', 'Running', null]);
    const starting = container('proxy', run, false, { started: false });
    expect(shown({ phase: 'Pending', initContainerStatuses: [starting] }, { init: [sidecar] })).toEqual(['0/2', 'Init:0/1', null]);
  });

  it('is the pod’s own reason and message where it has them', () => {
    expect(shown({ phase: 'Failed', reason: 'Evicted', message: 'low on memory' })).toEqual(['0/1', 'Evicted', 'low on memory']);
    const gated = { ...condition('PodScheduled', 'False', 'SchedulingGated'), message: 'gates: [a]' };
    expect(shown({ phase: 'Pending', conditions: [gated] })).toEqual(['0/1', 'SchedulingGated', 'gates: [a]']);
    const unschedulable = { ...condition('PodScheduled', 'False', 'Unschedulable'), message: '0/2 nodes are available' };
    expect(shown({ phase: 'Pending', conditions: [unschedulable] })).toEqual(['0/1', 'Pending', '0/2 nodes are available']);
  });

  it('is Terminating while it is being deleted, Unknown on a lost node, and stays what it is when it is finished', () => {
    const metadata = { deletionTimestamp: '2026-10-01T08:15:10Z' };
    const containerStatuses = [container('app', run, true)];
    expect(shown({ containerStatuses }, { metadata })[1]).toBe('Terminating');
    expect(shown({ containerStatuses, reason: 'NodeLost' }, { metadata })[1]).toBe('Unknown');
    expect(shown({ phase: 'Succeeded', containerStatuses: [container('app', end(0, 'Completed'))] }, { metadata })[1]).toBe('Completed');
  });
});
