import { terminationWord, type ContainerStatus } from './containerStatus.ts';
import type { Pod } from './pod.ts';
import type { PodRow, Termination } from './rows.ts';
import { isSidecar } from './sidecar.ts';

type PodRestarts = Pick<PodRow, 'restarts' | 'kubectlRestarts' | 'lastRestartAtMs' | 'lastTermination' | 'lastOomKill'>;

const sum = (containers: readonly ContainerStatus[]): number => containers.reduce((total, { restartCount }) => total + restartCount, 0);
const latest = <T extends { readonly atMs: number | null }>(ends: readonly T[]): T | null =>
  ends.reduce<T | null>((last, end) => (last === null || (end.atMs ?? 0) >= (last.atMs ?? 0) ? end : last), null);

/** How the runs of a container ended that are still known, the one before first. An init container that is done is no such end. */
function endsOf({ name, state, lastState }: ContainerStatus, isInit: boolean): Termination[] {
  return [lastState?.terminated, state?.terminated].flatMap((end) =>
    !end || (isInit && end.exitCode === 0)
      ? []
      : [{ container: name, reason: terminationWord(end), exitCode: end.exitCode, atMs: end.finishedAt }],
  );
}

/**
 * Restarts of a pod's containers, twice: of all of them, and as kubectl counts, which forgets those of init containers (sidecars
 * stay) once the pod is initialized. When the latest restart was, and how the latest run ended.
 */
export function toPodRestarts({ spec, status }: Pod): PodRestarts {
  const { initContainerStatuses: init, containerStatuses: own } = status;
  const sidecars = new Set(spec.initContainers.filter(isSidecar).map(({ name }) => name));
  const ends = [...init.flatMap((container) => endsOf(container, true)), ...own.flatMap((container) => endsOf(container, false))];
  const initialized =
    status.conditions.some(({ type, status }) => type === 'Initialized' && status === 'True') ||
    init.every(({ name, state, started }) => state?.terminated?.exitCode === 0 || (sidecars.has(name) && started === true));
  const restartTimes = [...init, ...own].flatMap(({ lastState }) => lastState?.terminated?.finishedAt ?? []);
  return {
    restarts: sum(init) + sum(own),
    kubectlRestarts: initialized ? sum(init.filter(({ name }) => sidecars.has(name))) + sum(own) : sum(init),
    lastRestartAtMs: restartTimes.length > 0 ? Math.max(...restartTimes) : null,
    lastTermination: latest(ends),
    lastOomKill: latest(ends.filter(({ reason }) => reason === 'OOMKilled')),
  };
}
