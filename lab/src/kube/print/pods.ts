import { type Json, at, numberAt, recordsAt, textAt } from '../fields.ts';
import type { KubeObject } from '../objectStore.ts';
import { ageOf } from './duration.ts';
import { type Printer, columns, createdAge } from './printer.ts';

/** `kubectl get pods`: what the API server works out from a pod's container states. */
export const pods: Printer = {
  columns: columns('Name', 'Ready', 'Status', 'Restarts', 'Age', '+IP', '+Node', '+Nominated Node', '+Readiness Gates'),
  cells(pod, nowMs) {
    const containers = recordsAt(pod, 'status', 'containerStatuses');
    const sidecars = recordsAt(pod, 'status', 'initContainerStatuses').filter((each) => isSidecar(pod, each));
    const counted = [...containers, ...sidecars];
    const total = recordsAt(pod, 'spec', 'containers').length + sidecars.length;
    return [
      pod.metadata.name,
      `${counted.filter((each) => at(each, 'ready') === true).length}/${total}`,
      podStatus(pod),
      restartsText(pod, nowMs),
      createdAge(pod, nowMs),
      textAt(pod, 'status', 'podIP') ?? '<none>',
      textAt(pod, 'spec', 'nodeName') ?? '<none>',
      textAt(pod, 'status', 'nominatedNodeName') ?? '<none>',
      '<none>',
    ];
  },
};

/** The STATUS column: CrashLoopBackOff, Init:0/1, Terminating, Completed … */
export function podStatus(pod: KubeObject): string {
  let reason = textAt(pod, 'status', 'reason') ?? textAt(pod, 'status', 'phase') ?? 'Unknown';
  const starting = initReason(pod);
  if (starting !== undefined) reason = starting;
  else {
    let hasRunning = false;
    for (const container of recordsAt(pod, 'status', 'containerStatuses').reverse()) {
      const waiting = textAt(container, 'state', 'waiting', 'reason');
      const terminated = at(container, 'state', 'terminated');
      if (waiting) reason = waiting;
      else if (terminated !== undefined) reason = terminatedReason(terminated);
      else if (at(container, 'ready') === true && at(container, 'state', 'running') !== undefined) hasRunning = true;
    }
    if (reason === 'Completed' && hasRunning) reason = isReady(pod) ? 'Running' : 'NotReady';
  }
  if (pod.metadata.deletionTimestamp === undefined) return reason;
  return textAt(pod, 'status', 'reason') === 'NodeLost' ? 'Unknown' : 'Terminating';
}

/** Undefined when all init containers have done their part. */
function initReason(pod: KubeObject): string | undefined {
  const total = recordsAt(pod, 'spec', 'initContainers').length;
  for (const [index, container] of recordsAt(pod, 'status', 'initContainerStatuses').entries()) {
    const terminated = at(container, 'state', 'terminated');
    if (numberAt(terminated, 'exitCode') === 0) continue;
    if (isSidecar(pod, container) && at(container, 'started') === true) continue;
    if (terminated !== undefined) return `Init:${terminatedReason(terminated)}`;
    const waiting = textAt(container, 'state', 'waiting', 'reason');
    return waiting && waiting !== 'PodInitializing' ? `Init:${waiting}` : `Init:${index}/${total}`;
  }
  return undefined;
}

function terminatedReason(terminated: unknown): string {
  const signal = numberAt(terminated, 'signal') ?? 0;
  return textAt(terminated, 'reason') || (signal !== 0 ? `Signal:${signal}` : `ExitCode:${numberAt(terminated, 'exitCode') ?? 0}`);
}

/** `3 (5m12s ago)`: restarts of containers and sidecars, and when the last one ended. */
function restartsText(pod: KubeObject, nowMs: number): string {
  const statuses = [...recordsAt(pod, 'status', 'initContainerStatuses'), ...recordsAt(pod, 'status', 'containerStatuses')];
  const restarts = statuses.reduce((sum, each) => sum + (numberAt(each, 'restartCount') ?? 0), 0);
  const ends = statuses.flatMap((each) => textAt(each, 'lastState', 'terminated', 'finishedAt') ?? []).sort();
  const last = ends.at(-1);
  return restarts > 0 && last !== undefined ? `${restarts} (${ageOf(last, nowMs)} ago)` : String(restarts);
}

function isSidecar(pod: KubeObject, status: Json): boolean {
  const spec = recordsAt(pod, 'spec', 'initContainers').find((each) => textAt(each, 'name') === textAt(status, 'name'));
  return textAt(spec, 'restartPolicy') === 'Always';
}

function isReady(pod: KubeObject): boolean {
  return recordsAt(pod, 'status', 'conditions').some((each) => textAt(each, 'type') === 'Ready' && textAt(each, 'status') === 'True');
}
