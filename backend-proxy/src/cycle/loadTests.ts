import type { LabEvent } from '@tart-lab/contract/event.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { Sample } from '@tart-lab/contract/sample.ts';
import { aborted, rest } from '../lifecycle/rest.ts';
import type { PodRow } from '../parse/kube/rows.ts';
import { LoadTestReader } from '../sample/loadtest/loadTestReader.ts';
import { summaryText } from '../sample/loadtest/loadTestText.ts';
import type { KubeApi } from '../transport/kube/kubeApi.ts';
import { KubeStreamError } from '../transport/kube/kubeStreamError.ts';
import type { RowChange } from '../transport/kube/kubeWatch.ts';

export interface LoadTestParts {
  readonly api: Pick<KubeApi, 'cluster' | 'logs'>;
  readonly publish: (events: readonly LabEvent[]) => void;
  readonly append: (samples: readonly Sample[]) => void;
  /** Why the log of a running test cannot be read; null when none runs or it can. */
  readonly setProblem: (problem: Problem | null) => void;
  readonly now: () => number;
  readonly onBug: (bug: unknown) => void;
}

export interface LoadTests {
  /** Changes of pods, in their order. `first`: what there was when the watch began, which is not told as an event. */
  take(changes: readonly RowChange<PodRow>[], first: boolean): void;
  /** Resolves when no log is read any more. */
  ended(): Promise<void>;
}

/** Whether a pod is a load test: k6, run by a Job. Whoever started it. */
export const isLoadTest = ({ workload, containerRows }: PodRow): boolean =>
  (workload.kind === 'Job' || workload.kind === 'CronJob') && k6Container(containerRows) !== undefined;
const k6Container = (containers: PodRow['containerRows']) =>
  containers.find(({ init, image }) => !init && /(^|\/)k6(-[\w.-]+)?([:@]|$)/.test(image ?? ''));

const CONNECT_TIMEOUT_MS = 10_000;
/** A script may be quiet for long; the pod's end ends the log. */
const IDLE_MS = 3_600_000;
/** How long the end of a log may come after the end of its pod. */
const LAST_LINES_MS = 3000;

interface Running {
  readonly fromMs: number;
  /** Called once with how the pod ended; null for one that is gone. */
  readonly end: (pod: PodRow | null) => void;
}

/**
 * Watches for pods that run k6, reads their logs, and makes of each an event at its start and its end and the samples between.
 * The log is read by the proxy itself and not told by who started the test: `docs/decisions/0011-load-tests.md` says why.
 */
export function openLoadTests(parts: LoadTestParts, signal: AbortSignal): LoadTests {
  const { api, publish, append, setProblem, now, onBug } = parts;
  const running = new Map<string, Running>();
  const reads = new Set<Promise<void>>();

  function start(pod: PodRow, told: boolean): void {
    const labels = { cluster: api.cluster, namespace: pod.namespace, test: pod.workload.name };
    const name = `${pod.namespace}/${pod.workload.name}`;
    const eventLabels = { ...labels, workload: pod.workload.name, pod: pod.name };
    const fromMs = now();
    if (!told)
      publish([
        {
          atMs: fromMs,
          kind: 'loadtest_started',
          severity: 'info',
          text: `${api.cluster}: load test ${name} started`,
          labels: eventLabels,
        },
      ]);
    const reader = new LoadTestReader(labels);
    const stop = new AbortController();
    let end: Running['end'] = () => undefined;
    const podEnded = new Promise<PodRow | null>((resolve) => (end = resolve));
    running.set(pod.uid, { fromMs, end });

    async function follow(): Promise<void> {
      const read = readLog(pod, reader, AbortSignal.any([signal, stop.signal])).catch(onBug);
      const last = await Promise.race([podEnded, aborted(signal)]);
      // The proxy ends before the test does: whoever follows it next tells its end.
      if (last === undefined) return read;
      await Promise.race([read, rest(LAST_LINES_MS, stop.signal)]);
      stop.abort();
      const endMs = Math.max(now(), fromMs);
      append(reader.endSamples(endMs));
      publish([{ atMs: endMs, kind: 'loadtest_ended', ...endOf(name, last, fromMs, endMs, reader), labels: eventLabels }]);
      if (running.size === 0) setProblem(null);
    }
    const followed = follow()
      .catch(onBug)
      .finally(() => reads.delete(followed));
    reads.add(followed);
  }

  function endOf(name: string, pod: PodRow | null, fromMs: number, endMs: number, reader: LoadTestReader) {
    const said = reader.summary();
    const figures = said === null ? '' : summaryText(said);
    const seconds = Math.round(said?.durationSeconds ?? reader.progress()?.elapsedSeconds ?? (endMs - fromMs) / 1000);
    const told = (what: string): string =>
      `${api.cluster}: load test ${name} ${what} after ${seconds} s${figures === '' ? '' : `: ${figures}`}`;
    if (pod === null) return { severity: 'warning', text: told('was stopped') } as const;
    if (pod.phase === 'Succeeded') return { severity: 'info', text: told('ended') } as const;
    const why = pod.lastTermination ? ` (${pod.lastTermination.reason}, exit code ${pod.lastTermination.exitCode ?? 'unknown'})` : '';
    return { severity: 'error', text: told(`failed${why}`) } as const;
  }

  /** Reads a pod's log to its end. A log that may not be read is a problem of the cluster; its events are told all the same. */
  async function readLog(pod: PodRow, reader: LoadTestReader, until: AbortSignal): Promise<void> {
    const container = k6Container(pod.containerRows)?.name;
    const query = { follow: 'true', timestamps: 'true' };
    const limits = { connectTimeoutMs: CONNECT_TIMEOUT_MS, idleMs: IDLE_MS, signal: until };
    const answer = await api.logs({ namespace: pod.namespace, name: pod.name, container }, query, limits);
    if (!answer.ok) {
      if (!until.aborted) setProblem(withAdvice(answer.error.problem));
      return;
    }
    setProblem(null);
    try {
      for await (const line of answer.value) {
        const [, time = '', text = ''] = /^(\S+) (.*)$/.exec(line) ?? [];
        // A node whose clock is ahead has no samples of tomorrow.
        const atMs = Math.min(Date.parse(time) || now(), now());
        append(reader.take(text, atMs));
      }
    } catch (error) {
      if (!(error instanceof KubeStreamError)) throw error;
      if (!until.aborted) setProblem(error.problem);
    }
  }

  return {
    take(changes, first) {
      for (const { before, after } of changes) {
        if (before && before.uid !== after?.uid) finish(before.uid, null);
        if (!after || !isLoadTest(after)) continue;
        const isRunning = after.phase === 'Running' && after.deletedAtMs === null;
        if (isRunning && !running.has(after.uid)) start(after, first);
        else if (!isRunning) finish(after.uid, after.deletedAtMs === null ? after : null);
      }
    },
    async ended() {
      await Promise.all(reads);
    },
  };

  function finish(uid: string, pod: PodRow | null): void {
    running.get(uid)?.end(pod);
    running.delete(uid);
  }
}

const withAdvice = (problem: Problem): Problem =>
  problem.kind === 'cluster_forbidden'
    ? { ...problem, advice: 'kubectl apply -f manifests/rbac/tart-lab-loadtest.yaml lets Tart Lab read the logs of load tests' }
    : problem;
