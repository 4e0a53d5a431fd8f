import { expect, it } from 'vitest';
import { parsePod } from './pod.ts';
import { recordedItems } from './testing.ts';
import type { ContainerRow } from './rows.ts';

const containersOf = (name: string): readonly ContainerRow[] => {
  const pod = recordedItems('pods')
    .map((item) => parsePod(item))
    .find((row) => row.ok && row.value.name === name);
  if (!pod?.ok) throw new Error(`no pod ${name}`);
  return pod.value.containerRows;
};

it('knows how a container is, and how its run before this one ended', () => {
  const [httpbin] = containersOf('httpbin-7f8d6c5b9-k8s2w');
  expect(httpbin).toMatchObject({
    name: 'httpbin',
    init: false,
    ready: false,
    state: 'waiting',
    reason: 'CrashLoopBackOff',
    restarts: 7,
    last: { reason: 'OOMKilled', exitCode: 137 },
  });
});

it('knows requests and limits of each container, in cores and bytes', () => {
  expect(containersOf('nginx-web-6d9c7b8f5d-x2x4k')).toMatchObject([
    { requests: { cpuCores: 0.1, memoryBytes: 67_108_864 }, limits: { cpuCores: 0.2, memoryBytes: 134_217_728 } },
  ]);
});

it('has nothing to say of a container that the kubelet has not reported', () => {
  const pod = parsePod({
    metadata: { uid: 'u', name: 'new', namespace: 'demo' },
    spec: { containers: [{ name: 'app', image: 'app:1' }], initContainers: [{ name: 'prepare' }] },
    status: { phase: 'Pending' },
  });
  expect(pod.ok && pod.value.containerRows).toMatchObject([
    { name: 'app', image: 'app:1', init: false, ready: null, state: null, restarts: null, last: null },
    { name: 'prepare', init: true, state: null },
  ]);
});
