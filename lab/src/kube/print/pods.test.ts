import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../objectStore.ts';
import { pods } from './pods.ts';

const NOON_MS = Date.UTC(2026, 2, 10, 12);
const row = (status: Record<string, unknown>, spec: Record<string, unknown> = {}, metadata: Record<string, unknown> = {}) => {
  const pod: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', creationTimestamp: '2026-03-10T11:00:00Z', ...metadata },
    spec: { containers: [{ name: 'app' }], ...spec },
    status,
  };
  return pods.cells(pod, NOON_MS).slice(1, 4);
};
const app = (state: unknown, more: Record<string, unknown> = {}) => ({ name: 'app', ready: false, restartCount: 0, state, ...more });
const sidecar = { initContainers: [{ name: 'proxy', restartPolicy: 'Always' }] };

describe('a pod is printed', () => {
  it('by what its containers wait for or ended with', () => {
    const waiting = app({ waiting: { reason: 'CrashLoopBackOff' } });
    const last = { restartCount: 4, lastState: { terminated: { finishedAt: '2026-03-10T11:55:00Z' } } };
    expect(row({ phase: 'Running', containerStatuses: [{ ...waiting, ...last }] })).toEqual(['0/1', 'CrashLoopBackOff', '4 (5m ago)']);
    expect(row({ phase: 'Failed', containerStatuses: [app({ terminated: { exitCode: 137, reason: 'OOMKilled' } })] })[1]).toBe('OOMKilled');
    expect(row({ phase: 'Failed', containerStatuses: [app({ terminated: { exitCode: 2 } })] })[1]).toBe('ExitCode:2');
    expect(row({ phase: 'Failed', reason: 'Evicted' })).toEqual(['0/1', 'Evicted', '0']);
  });

  it('by its init containers until they are done, sidecars counted as containers', () => {
    const init = { initContainers: [{ name: 'a' }, { name: 'b' }] };
    const first = { name: 'a', state: { terminated: { exitCode: 0 } } };
    expect(row({ phase: 'Pending', initContainerStatuses: [first, { name: 'b', state: { running: {} } }] }, init)[1]).toBe('Init:1/2');
    const proxy = { name: 'proxy', ready: true, started: true, restartCount: 2, state: { running: {} } };
    const running = app({ running: {} }, { ready: true });
    expect(row({ phase: 'Running', initContainerStatuses: [proxy], containerStatuses: [running] }, sidecar)).toEqual([
      '2/2',
      'Running',
      '2',
    ]);
  });

  it('as terminating once it is being deleted', () => {
    expect(row({ phase: 'Running' }, {}, { deletionTimestamp: '2026-03-10T11:59:00Z' })[1]).toBe('Terminating');
  });
});
