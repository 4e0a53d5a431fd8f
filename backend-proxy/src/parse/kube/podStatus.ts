import { terminationWord, type ContainerStatus } from './containerStatus.ts';
import type { Pod } from './pod.ts';
import { isSidecar } from './sidecar.ts';
import type { PodRow } from './rows.ts';

type PodStatus = Pick<PodRow, 'reason' | 'message' | 'containersReady' | 'containers'>;
type Cause = Pick<PodRow, 'reason' | 'message'>;

const conditionIs = ({ status }: Pod, type: string) => status.conditions.some((one) => one.type === type && one.status === 'True');

/** The pod as a whole, before a look at its containers. */
function wholePod({ status }: Pod): Cause {
  const unscheduled = status.conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  if (unscheduled?.reason === 'SchedulingGated') return { reason: 'SchedulingGated', message: unscheduled.message };
  return { reason: status.reason ?? status.phase ?? 'Unknown', message: status.message ?? unscheduled?.message ?? null };
}

/** Why this init container holds the pod up, or null when it does not: it is done, or a sidecar that started. */
function holdUp(container: ContainerStatus, index: number, sidecars: ReadonlySet<string>, total: number): Cause | null {
  const { terminated, waiting } = container.state ?? {};
  if (terminated?.exitCode === 0) return null;
  if (sidecars.has(container.name) && container.started === true) return null;
  if (terminated) return { reason: `Init:${terminationWord(terminated)}`, message: terminated.message };
  if (waiting?.reason && waiting.reason !== 'PodInitializing') return { reason: `Init:${waiting.reason}`, message: waiting.message };
  return { reason: `Init:${index}/${total}`, message: null };
}

/** Why a container of the running pod waits or ended; null while it runs. */
function stop({ state }: ContainerStatus): Cause | null {
  if (state?.waiting?.reason) return { reason: state.waiting.reason, message: state.waiting.message };
  return state?.terminated ? { reason: terminationWord(state.terminated), message: state.terminated.message } : null;
}

/**
 * The status that `kubectl get pods` shows, and its READY column: the first init container that is not done speaks for the pod,
 * then the first container that waits or ended. A pod some of whose containers are done is `Running` while it is ready, else
 * `NotReady`; a pod that is being deleted is `Terminating`, or `Unknown` where its node is lost.
 */
export function toPodStatus(pod: Pod): PodStatus {
  const { spec, status, metadata } = pod;
  const sidecars = new Set(spec.initContainers.filter(isSidecar).map(({ name }) => name));
  let cause = wholePod(pod);
  let containersReady = 0;
  let held: Cause | null = null;
  for (const [index, container] of status.initContainerStatuses.entries()) {
    held = holdUp(container, index, sidecars, spec.initContainers.length);
    if (held) break;
    if (sidecars.has(container.name) && container.started === true && container.ready && !container.state?.terminated) containersReady++;
  }
  if (held) cause = held;
  if (!held || conditionIs(pod, 'Initialized')) {
    let running = false;
    let stopped: Cause | null = null;
    for (const container of status.containerStatuses) {
      const why = stop(container);
      stopped ??= why;
      if (why || !container.ready || !container.state?.running) continue;
      running = true;
      containersReady++;
    }
    if (stopped) cause = stopped;
    if (cause.reason === 'Completed' && running) cause = { reason: conditionIs(pod, 'Ready') ? 'Running' : 'NotReady', message: null };
  }
  const finished = status.phase === 'Succeeded' || status.phase === 'Failed';
  if (metadata.deletionTimestamp !== null && status.reason === 'NodeLost') cause = { ...cause, reason: 'Unknown' };
  else if (metadata.deletionTimestamp !== null && !finished) cause = { reason: 'Terminating', message: null };
  return { ...cause, containersReady, containers: spec.containers.length + sidecars.size };
}
