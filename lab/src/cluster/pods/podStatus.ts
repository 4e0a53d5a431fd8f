import type { Json } from '../../kube/fields.ts';
import { withConditions, type ConditionDraft } from '../objects/conditions.ts';
import { toTime } from '../objects/time.ts';
import type { ContainerRun, ContainerState, Ended, PodRun } from './podRun.ts';

/** The status that a node's kubelet reports of a pod. Sets the run's conditions anew. */
export function toPodStatus(run: PodRun, qosClass: unknown, nowMs: number): Json {
  const inits = run.containers.filter(({ kind }) => kind !== 'main');
  const mains = run.containers.filter(({ kind }) => kind === 'main');
  run.conditions = withConditions(run.conditions, conditionsOf(run, inits, mains), nowMs);
  return {
    phase: run.phase,
    conditions: run.conditions,
    ...(run.reason ?? {}),
    hostIP: run.hostAddress,
    hostIPs: [{ ip: run.hostAddress }],
    ...(run.address === '' || run.reason ? {} : { podIP: run.address, podIPs: [{ ip: run.address }] }),
    startTime: toTime(run.startedAtMs),
    ...(run.reason || inits.length === 0 ? {} : { initContainerStatuses: inits.map(toContainerStatus) }),
    ...(run.reason ? {} : { containerStatuses: mains.map(toContainerStatus) }),
    qosClass,
  };
}

function conditionsOf(run: PodRun, inits: readonly ContainerRun[], mains: readonly ContainerRun[]): ConditionDraft[] {
  const finished = run.phase === 'Succeeded';
  const waiting = inits.filter(
    ({ kind, state, ready }) => !(kind === 'sidecar' ? ready : state.is === 'terminated' && state.exitCode === 0),
  );
  const initialized: ConditionDraft =
    waiting.length === 0 || finished
      ? { type: 'Initialized', status: 'True', ...(finished ? { reason: 'PodCompleted' } : {}) }
      : {
          type: 'Initialized',
          status: 'False',
          reason: 'ContainersNotInitialized',
          message: `containers with incomplete status: [${waiting.map(({ name }) => name).join(' ')}]`,
        };
  const unready = [...inits.filter(({ kind }) => kind === 'sidecar'), ...mains].filter(({ ready }) => !ready);
  const why = finished
    ? { reason: 'PodCompleted' }
    : run.phase === 'Failed'
      ? { reason: 'PodFailed' }
      : { reason: 'ContainersNotReady', message: `containers with unready status: [${unready.map(({ name }) => name).join(' ')}]` };
  const ready = unready.length === 0 && !finished && run.phase !== 'Failed';
  const readiness = (type: string): ConditionDraft => (ready ? { type, status: 'True' } : { type, status: 'False', ...why });
  const sandbox: ConditionDraft = {
    type: 'PodReadyToStartContainers',
    status: run.phase === 'Pending' && run.address === '' ? 'False' : 'True',
  };
  const disruption: ConditionDraft[] = run.reason
    ? [{ type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet', message: run.reason.message }]
    : [];
  return [...disruption, sandbox, initialized, readiness('Ready'), readiness('ContainersReady'), { type: 'PodScheduled', status: 'True' }];
}

function toContainerStatus({ name, image, state, last, ready, restarts, id }: ContainerRun): Json {
  return {
    name,
    state: toState(state),
    lastState: last ? { terminated: toTerminated(last) } : {},
    ready,
    restartCount: restarts,
    image,
    imageID: id === '' ? '' : `${image.replace(/:[^:/]*$/, '')}@sha256:${id.slice(-64)}`,
    ...(id === '' ? {} : { containerID: id }),
    started: state.is === 'running',
  };
}

function toState(state: ContainerState): Json {
  if (state.is === 'running') return { running: { startedAt: toTime(state.sinceMs) } };
  if (state.is === 'terminated') return { terminated: toTerminated(state) };
  return { waiting: { reason: state.reason, ...(state.message === undefined ? {} : { message: state.message }) } };
}

const toTerminated = ({ startedAtMs, endedAtMs, exitCode, reason, id }: Ended): Json => ({
  exitCode,
  reason,
  startedAt: toTime(startedAtMs),
  finishedAt: toTime(endedAtMs),
  containerID: id,
});
