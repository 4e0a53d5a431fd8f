import { terminationWord, type ContainerStatus } from './containerStatus.ts';
import type { Pod } from './pod.ts';
import type { ContainerRow } from './rows.ts';

/** More than a pod has in earnest; a bound, so that no object can grow the proxy without one. */
const MOST_CONTAINERS = 100;

type Container = Pod['spec']['containers'][number];

function toContainer({ name, image, resources }: Container, init: boolean, status: ContainerStatus | undefined): ContainerRow {
  const { waiting, running, terminated } = status?.state ?? {};
  const last = status?.lastState?.terminated;
  return {
    name,
    init,
    image,
    ready: status ? status.ready : null,
    state: terminated ? 'terminated' : running ? 'running' : waiting ? 'waiting' : null,
    reason: terminated ? terminationWord(terminated) : (waiting?.reason ?? null),
    restarts: status ? status.restartCount : null,
    last: last ? { reason: terminationWord(last), exitCode: last.exitCode, atMs: last.finishedAt } : null,
    requests: resources?.requests ?? { cpuCores: null, memoryBytes: null },
    limits: resources?.limits ?? { cpuCores: null, memoryBytes: null },
  };
}

/** A pod's containers one by one, init containers and sidecars too. What the kubelet has not reported yet is null. */
export function toPodContainers({ spec, status }: Pod): ContainerRow[] {
  const init = new Map(status.initContainerStatuses.map((one) => [one.name, one]));
  const own = new Map(status.containerStatuses.map((one) => [one.name, one]));
  return [
    ...spec.containers.map((container) => toContainer(container, false, own.get(container.name))),
    ...spec.initContainers.map((container) => toContainer(container, true, init.get(container.name))),
  ].slice(0, MOST_CONTAINERS);
}
