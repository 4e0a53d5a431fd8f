import { recordsAt } from '../../kube/fields.ts';
import { badRequest } from '../../kube/api/refusal.ts';
import type { LogLine, LogRequest, PodLog } from '../../kube/hooks.ts';
import { appLogOf, lineContext } from './appLogs.ts';
import { k6Log } from './k6Log.ts';
import { SLOT_MS, lastLines, linesOfSlot, type LogSource } from './slots.ts';
import { samePod } from '../controllers/podActions.ts';
import type { KubeObject } from '../../kube/objectStore.ts';
import { recordAt, timeAt } from '../objects/read.ts';
import { workloadOf } from '../objects/workload.ts';
import type { SimulatedCluster } from '../openCluster.ts';

/** A container's log: what it wrote, as far back as its node keeps it, and what it goes on writing. */
export function podLog(cluster: SimulatedCluster, { pod, container, previous, signal }: LogRequest): PodLog {
  const { agenda, load, store } = cluster;
  const status = statusOf(pod, container);
  const ended = recordAt(status, previous ? 'lastState' : 'state', 'terminated');
  const fromMs = timeAt(ended, 'startedAt') ?? (previous ? undefined : timeAt(status, 'state', 'running', 'startedAt'));
  const { name, namespace = '' } = pod.metadata;
  if (previous && fromMs === undefined) throw badRequest(`previous terminated container "${container}" in pod "${name}" not found`);
  if (fromMs === undefined) {
    const crashed = recordAt(status, 'lastState', 'terminated');
    if (timeAt(crashed, 'startedAt') !== undefined) return podLog(cluster, { pod, container, previous: true, signal });
    const reason = recordAt(status, 'state', 'waiting').reason;
    throw badRequest(
      `container "${container}" in pod "${name}" is waiting to start: ${typeof reason === 'string' ? reason : 'ContainerCreating'}`,
    );
  }
  const test = load.testOf(pod);
  if (test && !previous) {
    const written = (): LogLine[] => k6Log(load, test, agenda.now());
    return { lines: written(), follow: followBy(cluster, pod, container, signal, moreOf(written)) };
  }
  const workload = workloadOf(store, pod).name;
  const source: LogSource = { pod: name, container, loadAt: (atMs) => load.loadAt(namespace, workload, atMs) };
  const endMs = timeAt(ended, 'finishedAt');
  const lines = lastLines(source, fromMs, endMs ?? agenda.now());
  const crashed = endMs !== undefined && ended.exitCode !== 0 ? appLogOf(container).lastWords : undefined;
  if (crashed && endMs !== undefined) lines.push({ atMs: endMs, text: crashed(lineContext(endMs, name, 'end')) });
  if (endMs !== undefined) return { lines };
  let atMs = agenda.now();
  const next = (): LogLine[] => {
    const nowMs = agenda.now();
    const fresh: LogLine[] = [];
    for (let slot = Math.floor(atMs / SLOT_MS); slot <= Math.floor(nowMs / SLOT_MS); slot++)
      fresh.push(...linesOfSlot(source, slot).filter((line) => line.atMs > atMs && line.atMs <= nowMs));
    atMs = nowMs;
    return fresh;
  };
  return { lines, follow: followBy(cluster, pod, container, signal, next) };
}

/** What a log that is always made whole has more than before. */
function moreOf(written: () => LogLine[]): () => LogLine[] {
  let seen = written().length;
  return () => {
    const all = written();
    const fresh = all.slice(seen);
    seen = all.length;
    return fresh;
  };
}

/** Asks every half second for what is new, until the container ends or the reader goes. */
async function* followBy(
  { agenda, context }: SimulatedCluster,
  pod: KubeObject,
  container: string,
  signal: AbortSignal,
  next: () => LogLine[],
): AsyncGenerator<LogLine> {
  while (!signal.aborted) {
    await new Promise<void>((resolve) => {
      const cancel = agenda.after(SLOT_MS / 2, () => {
        signal.removeEventListener('abort', stop);
        resolve();
      });
      const stop = (): void => {
        cancel();
        resolve();
      };
      signal.addEventListener('abort', stop, { once: true });
    });
    yield* next();
    const now = samePod(context, pod);
    if (!now || timeAt(statusOf(now, container), 'state', 'running', 'startedAt') === undefined) return;
  }
}

const statusOf = (pod: KubeObject, container: string): unknown =>
  [...recordsAt(pod, 'status', 'containerStatuses'), ...recordsAt(pod, 'status', 'initContainerStatuses')].find(
    ({ name }) => name === container,
  );
