import type { Problem } from '@tart-lab/contract/problem.ts';
import type { HpaRow } from '../../parse/kube/rows.ts';
import { fail, ok, type Result } from '../../result.ts';
import { LoadTestReader } from '../../sample/loadtest/loadTestReader.ts';
import { shareText, durationText, summaryText } from '../../sample/loadtest/loadTestText.ts';
import { KubeStreamError } from '../../transport/kube/kubeStreamError.ts';
import { createLoadTest, removeLoadTest, type Left } from './clusterObjects.ts';
import { HpaTrack } from './hpaTrack.ts';
import type { LoadTestPlan } from './k6Objects.ts';
import type { LoadTestDeps } from './loadTestDeps.ts';
import { loadTestFailed } from './problems.ts';
import { chooseHpa, readHpas } from './readHpas.ts';
import { endOfPod, startOfPod } from './readPod.ts';
import { timelineText } from './timelineText.ts';

const HPA_LOOK_MS = 2000;
const PROGRESS_MS = 10_000;
/** The proxy reads the end of the log while the pod is still there. */
const GRACE_MS = 3000;
const LOG_CONNECT_MS = 10_000;
const LOG_IDLE_MS = 120_000;

/** How a load test ended; `interrupted` by the user. */
export type LoadTestOutcome = 'done' | 'interrupted';

/**
 * Runs one load test: creates the Job, follows its pod and log, watches the HPA until it is back at its minimum, at most
 * `watchMs` after the load, and says all of it line by line. Whatever it created is removed in any case, and what could not be is
 * named. Fails with why nothing was started, or with how the Job failed.
 */
export async function runLoadTest(
  plan: LoadTestPlan,
  { hpa: wanted, watchMs }: { readonly hpa: string | null; readonly watchMs: number },
  deps: LoadTestDeps,
): Promise<Result<LoadTestOutcome, Problem>> {
  const { say, now, rest, signal, cluster } = deps;
  const hpas = await readHpas(plan.namespace, deps);
  if (!hpas.ok) return hpas;
  const hpa = chooseHpa(hpas.value, plan.url, wanted);
  if (wanted !== null && hpa === null) {
    const known = hpas.value.map(({ name }) => name).join(', ') || 'none';
    return fail(loadTestFailed(cluster, `there is no HPA ${wanted} in the namespace ${plan.namespace}`, `Its HPAs: ${known}.`));
  }
  const track = new HpaTrack();
  if (hpa) say(`HPA ${hpa.namespace}/${hpa.name}: ${hpaText(hpa)}, from ${hpa.min} to ${hpa.max}`);
  else say(`no HPA of ${plan.namespace} scales what ${plan.url} names; the test runs without one (--hpa NAME)`);

  const created = await createLoadTest(plan, deps);
  if (!created.ok) return created;
  say(`created the Job ${plan.namespace}/${plan.name}: ${plan.users} users for ${plan.seconds} s on ${plan.url}`);
  const stopLooking = new AbortController();
  const looking = hpa ? look(hpa) : Promise.resolve();
  let startMs = now();
  let runs = false;
  let endMs: number | null = null;
  try {
    const pod = await startOfPod(plan, created.value, deps);
    if (!pod.ok) return pod;
    if (pod.value === null) return ok('interrupted');
    startMs = now();
    runs = true;
    say(`+0 s  k6 runs in the pod ${pod.value.name}${pod.value.node === null ? '' : ` on ${pod.value.node}`}`);
    const reader = new LoadTestReader({ cluster, namespace: plan.namespace, test: plan.name });
    const read = await follow(pod.value.name, reader);
    endMs = now();
    if (!read.ok) return read;
    if (signal.aborted) return ok('interrupted');
    const ended = await endOfPod(plan, pod.value, deps);
    if (!ended.ok) return ended;
    const summary = reader.summary();
    say(`${since(endMs)}  k6 ended: ${summary === null ? 'its log has no summary' : summaryText(summary) || 'its summary says nothing'}`);
    if (summary !== null) {
      const { requests, mostUsers, checksPassed, checksFailed } = summary;
      const checks = checksPassed === null ? '' : `, ${checksPassed} checks passed, ${checksFailed ?? 0} failed`;
      say(`       ${requests ?? 'an unknown number of'} requests by ${mostUsers ?? plan.users} users${checks}`);
    }
    await rest(GRACE_MS, signal);
    if (hpa) await back(hpa);
    return signal.aborted ? ok('interrupted') : ok('done');
  } finally {
    stopLooking.abort();
    await looking;
    if (hpa && endMs !== null)
      for (const line of ['', ...timelineText(track, { startMs, endMs, users: plan.users, seconds: plan.seconds })]) say(line);
    sayLeft(await removeLoadTest(plan, deps));
  }

  function since(atMs: number): string {
    return runs ? `+${Math.round((atMs - startMs) / 1000)} s` : '     ';
  }

  /** Looks at the HPA until told to stop; one look that fails is left out. */
  async function look({ name }: HpaRow): Promise<void> {
    const until = AbortSignal.any([stopLooking.signal, signal]);
    while (!until.aborted) {
      const rows = await readHpas(plan.namespace, { ...deps, signal: until });
      const row = rows.ok ? rows.value.find((one) => one.name === name) : undefined;
      const before = track.sights.at(-1)?.hpa.desired;
      if (row && track.take(row, now())) {
        const step = before !== undefined && before !== row.desired ? `, sets ${row.desired} before ${before}` : '';
        say(`${since(now())}  HPA: ${hpaText(row)}${step}`);
      }
      await rest(HPA_LOOK_MS, until);
    }
  }

  /** Reads k6's log to its end, and tells now and again how far it is. */
  async function follow(pod: string, reader: LoadTestReader): Promise<Result<void, Problem>> {
    const limits = { connectTimeoutMs: LOG_CONNECT_MS, idleMs: LOG_IDLE_MS, signal };
    const lines = await deps.api.logs({ namespace: plan.namespace, name: pod, container: 'k6' }, { follow: 'true' }, limits);
    if (!lines.ok) return signal.aborted ? ok(undefined) : fail(lines.error.problem);
    let toldMs = now();
    try {
      for await (const line of lines.value) {
        reader.take(line, now());
        const progress = reader.progress();
        if (!progress || now() - toldMs < PROGRESS_MS) continue;
        toldMs = now();
        const { users, requestsPerSecond, p95Seconds, failedRatio } = progress;
        const figures = [
          `${users} users`,
          ...(requestsPerSecond === null ? [] : [`${Math.round(requestsPerSecond)} requests/s`]),
          ...(p95Seconds === null ? [] : [`p95 ${durationText(p95Seconds)} of one user`]),
          ...(failedRatio === null ? [] : [`${shareText(failedRatio)} of them failed`]),
        ];
        say(`${since(now())}  ${figures.join(', ')}`);
      }
    } catch (error) {
      if (!(error instanceof KubeStreamError)) throw error;
      if (!signal.aborted) return fail(error.problem);
    }
    return ok(undefined);
  }

  /** Waits until the HPA is at its minimum again. */
  async function back({ name, min }: HpaRow): Promise<void> {
    const isBack = (): boolean => {
      const last = track.sights.at(-1)?.hpa;
      return last !== undefined && last.desired <= min && last.current <= min;
    };
    if (isBack()) return say(`${name} is at its minimum of ${min}`);
    say(`waiting until ${name} is back at ${min}, ${Math.round(watchMs / 60_000)} min at most; Ctrl-C ends it`);
    const untilMs = now() + watchMs;
    while (!isBack() && now() < untilMs && !signal.aborted) await rest(HPA_LOOK_MS / 2, signal);
    if (isBack()) say(`${since(now())}  ${name} is back at ${min}`);
    else if (!signal.aborted) say(`${since(now())}  ${name} is not back at ${min} yet; it goes on by itself (--watch 30m watches longer)`);
  }

  function sayLeft({ removed, left }: Left): void {
    if (removed.length > 0) say(`removed ${removed.join(' and ')}`);
    for (const { what, problem } of left)
      say(`LEFT: ${what}: ${problem.detail}; remove it with kubectl -n ${plan.namespace} delete ${what}`);
    const last = track.sights.at(-1)?.hpa;
    if (last && last.desired > last.min)
      say(`${last.name} still wants ${last.desired} replicas; the HPA takes them back to ${last.min} by itself`);
  }
}

function hpaText({ metrics, current }: HpaRow): string {
  const [metric] = metrics;
  const percent = (ratio: number): string => `${Math.round(ratio * 100)} %`;
  const shown = (value: number | null): string =>
    value === null ? 'unknown' : metric?.type === 'utilization' ? percent(value) : String(Number(value.toPrecision(4)));
  return `${current} replicas${metric ? `, ${metric.name} ${shown(metric.current)} of ${shown(metric.target)}` : ''}`;
}
