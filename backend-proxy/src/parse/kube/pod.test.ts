import { describe, expect, it } from 'vitest';
import { parsePod } from './pod.ts';
import type { PodRow } from './rows.ts';
import { recordedItems } from './testing.ts';

function read(object: unknown): PodRow {
  const parsed = parsePod(object);
  if (!parsed.ok) throw new Error(parsed.error.line);
  return parsed.value;
}
const recorded = new Map(recordedItems('pods').map((object) => [read(object).name, read(object)]));
const pod = (name: string) => recorded.get(name);
const at = (time: string) => Date.parse(`2026-10-01T${time}Z`);
const made = (spec: object, metadata: object = {}, status: object = {}) =>
  read({ metadata: { uid: '1', name: 'web', namespace: 'demo', ...metadata }, spec: { containers: [], ...spec }, status });
const needs = (requests: object, limits: object = {}) => ({ name: 'a', resources: { requests, limits } });

describe('parsePod', () => {
  it('keeps what is shown of a running pod', () => {
    expect(pod('nginx-web-6d9c7b8f5d-x2x4k')).toEqual({
      uid: expect.stringMatching(/^3f2a/),
      name: 'nginx-web-6d9c7b8f5d-x2x4k',
      namespace: 'demo',
      createdAtMs: at('06:10:04'),
      phase: 'Running',
      reason: 'Running',
      message: null,
      ready: true,
      containersReady: 1,
      containers: 1,
      restarts: 0,
      kubectlRestarts: 0,
      lastRestartAtMs: null,
      lastTermination: null,
      lastOomKill: null,
      evicted: null,
      workload: { kind: 'Deployment', name: 'nginx-web' },
      owner: { kind: 'ReplicaSet', name: 'nginx-web-6d9c7b8f5d' },
      readyStatus: 'True',
      scheduledStatus: 'True',
      wholeReason: null,
      priorityClass: null,
      hostNetwork: false,
      hostAddress: '192.168.64.5',
      containerRows: [expect.objectContaining({ state: 'running', ready: true, restarts: 0, last: null })],
      app: null,
      node: 'dev-worker1',
      address: '10.20.1.15',
      startedAtMs: at('06:10:04'),
      deletedAtMs: null,
      requests: { cpuCores: 0.1, memoryBytes: 67_108_864 },
      limits: { cpuCores: 0.2, memoryBytes: 134_217_728 },
      qosClass: 'Burstable',
    });
  });

  it('knows a container that was killed for memory, and when', () => {
    const kill = { container: 'httpbin', reason: 'OOMKilled', exitCode: 137, atMs: at('08:12:39') };
    expect(pod('httpbin-7f8d6c5b9-k8s2w')).toMatchObject({
      reason: 'CrashLoopBackOff',
      restarts: 7,
      lastTermination: kill,
      lastOomKill: kill,
    });
    expect(pod('redis-0')).toMatchObject({ lastTermination: { reason: 'Error' }, lastOomKill: null, lastRestartAtMs: at('07:01:27') });
  });

  it('counts restarts of all containers, and as kubectl does: an initialized pod’s init containers no more, its sidecars still', () => {
    expect(pod('mesh-gateway-58b6d-zt4lq')).toMatchObject({ restarts: 5, kubectlRestarts: 3, lastRestartAtMs: at('06:40:01') });
    const failing = { name: 'a', ready: false, restartCount: 4, state: { waiting: { reason: 'CrashLoopBackOff' } } };
    const initializing = made({ initContainers: [{ name: 'a' }] }, {}, { phase: 'Pending', initContainerStatuses: [failing] });
    expect(initializing).toMatchObject({ restarts: 4, kubectlRestarts: 4 });
  });

  it('knows who evicted a pod, by its condition or by its reason', () => {
    expect(pod('reports-5d4f7-evict')).toMatchObject({
      evicted: { reason: 'Evicted', message: expect.stringContaining('low on resource: memory'), atMs: at('07:44:10') },
    });
    expect(made({}, {}, { phase: 'Failed', reason: 'Evicted' }).evicted).toEqual({ reason: 'Evicted', message: null, atMs: null });
    const drained = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'EvictionByEvictionAPI',
      lastTransitionTime: '2026-10-01T08:00:00Z',
    };
    expect(made({}, {}, { conditions: [drained] }).evicted).toEqual({
      reason: 'EvictionByEvictionAPI',
      message: null,
      atMs: at('08:00:00'),
    });
  });

  it('is being deleted since its grace period began', () => {
    expect(pod('cilium-8vz2x')).toMatchObject({ reason: 'Terminating', deletedAtMs: at('08:14:40') });
  });

  it('fails with the pod’s name and the path of what does not fit', () => {
    const [first] = recordedItems('pods');
    expect(parsePod({ ...first, spec: { containers: [needs({ cpu: 'a lot' })] } })).toEqual({
      ok: false,
      error: {
        format: 'core/v1 Pod',
        line: 'demo/nginx-web-6d9c7b8f5d-x2x4k: spec.containers.0.resources.requests.cpu: no quantity: a lot',
      },
    });
    expect(parsePod({ ...first, status: { startTime: 'yesterday' } })).toMatchObject({
      error: { line: expect.stringContaining('status.startTime: no time') },
    });
    for (const junk of [null, 'pod', 7, [], {}, { metadata: {} }, { kind: 'Status', status: 'Failure' }]) {
      expect(parsePod(junk)).toMatchObject({ ok: false, error: { line: expect.stringContaining('an object without a name') } });
    }
  });
});

describe('what the scheduler counts', () => {
  it('is the sum of the containers, null for what none of them says', () => {
    const { requests, limits } = made({ containers: [needs({ cpu: '100m', memory: '64Mi' }), needs({ cpu: '250m' }, { memory: '1Gi' })] });
    expect(requests).toEqual({ cpuCores: 0.35, memoryBytes: 67_108_864 });
    expect(limits).toEqual({ cpuCores: null, memoryBytes: 1_073_741_824 });
  });

  it('is what an init container needs where that is more', () => {
    const { requests } = made({
      containers: [needs({ cpu: '100m', memory: '64Mi' })],
      initContainers: [needs({ cpu: '1', memory: '8Mi' })],
    });
    expect(requests).toEqual({ cpuCores: 1, memoryBytes: 67_108_864 });
  });

  it('adds sidecars to the containers, and to the init containers after them', () => {
    const sidecar = { ...needs({ cpu: '200m' }), restartPolicy: 'Always' };
    expect(made({ containers: [needs({ cpu: '500m' })], initContainers: [sidecar] }).requests.cpuCores).toBe(0.7);
    const after = made({ containers: [needs({ cpu: '500m' })], initContainers: [sidecar, needs({ cpu: '1' })] });
    const before = made({ containers: [needs({ cpu: '500m' })], initContainers: [needs({ cpu: '1' }), sidecar] });
    expect([after.requests.cpuCores, before.requests.cpuCores]).toEqual([1.2, 1]);
  });

  it('takes what is said of the whole pod first, and adds the overhead to requests and to limits that there are', () => {
    const spec = {
      containers: [needs({ cpu: '100m', memory: '64Mi' }, { memory: '128Mi' })],
      resources: { requests: { cpu: '2' } },
      overhead: { cpu: '250m', memory: '32Mi' },
    };
    expect(made(spec).requests).toEqual({ cpuCores: 2.25, memoryBytes: 96 * 2 ** 20 });
    expect(made(spec).limits).toEqual({ cpuCores: null, memoryBytes: 160 * 2 ** 20 });
  });
});

describe('what owns a pod', () => {
  const owned = (kind: string, name: string, labels = {}, createdAt = '2026-10-01T06:10:00Z') =>
    made(
      {},
      {
        labels,
        creationTimestamp: createdAt,
        ownerReferences: [
          { kind: 'Other', name: 'x' },
          { kind, name, controller: true },
        ],
      },
    ).workload;

  it('is the Deployment behind a ReplicaSet whose name ends with the template’s hash', () => {
    expect(owned('ReplicaSet', 'nginx-web-6d9c', { 'pod-template-hash': '6d9c' })).toEqual({ kind: 'Deployment', name: 'nginx-web' });
    expect(owned('ReplicaSet', 'nginx-web-6d9c')).toEqual({ kind: 'ReplicaSet', name: 'nginx-web-6d9c' });
    expect(owned('ReplicaSet', '-6d9c', { 'pod-template-hash': '6d9c' })).toEqual({ kind: 'ReplicaSet', name: '-6d9c' });
  });

  it('is the CronJob behind a Job that is named by a minute, not by a date', () => {
    expect(owned('Job', 'backup-29384640')).toEqual({ kind: 'CronJob', name: 'backup' });
    expect(owned('Job', 'backup-20261001')).toEqual({ kind: 'Job', name: 'backup-20261001' });
    expect(owned('Job', 'backup-99999999')).toEqual({ kind: 'Job', name: 'backup-99999999' });
    expect(owned('Job', 'migrate')).toEqual({ kind: 'Job', name: 'migrate' });
  });

  it('is the node of a static pod, and the pod itself without an owner', () => {
    expect(pod('kube-apiserver-dev-master')?.workload).toEqual({ kind: 'Node', name: 'dev-master' });
    expect(pod('k6')?.workload).toEqual({ kind: 'Pod', name: 'k6' });
    expect(pod('cilium-8vz2x')?.workload).toEqual({ kind: 'DaemonSet', name: 'cilium' });
    expect(pod('backup-29384640-4xq9d')?.workload).toEqual({ kind: 'CronJob', name: 'backup' });
  });
});
