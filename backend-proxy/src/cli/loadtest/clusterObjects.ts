import type { Problem } from '@tart-lab/contract/problem.ts';
import { z } from 'zod';
import { fail, ok, type Result } from '../../result.ts';
import { paths, toConfigMap, toJob, type LoadTestPlan } from './k6Objects.ts';
import { TIMEOUT_MS, type LoadTestDeps } from './loadTestDeps.ts';
import { loadTestFailed, loadTestRuns, ofFailure } from './problems.ts';

const Job = z.object({
  metadata: z.object({ uid: z.string() }),
  status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).nullish() }).nullish(),
});
const GONE_WITHIN_MS = 20_000;
const LOOK_MS = 500;

/** What of a load test is gone and what is still there. */
export interface Left {
  readonly removed: readonly string[];
  readonly left: readonly { readonly what: string; readonly problem: Problem }[];
}

/**
 * Creates the ConfigMap with the script, then the Job; an earlier Job of the name that has ended makes room. Gives the Job's uid.
 * Fails with `loadtest_running` while one runs, and with what the account may not do; then nothing of it stays.
 */
export async function createLoadTest(plan: LoadTestPlan, deps: LoadTestDeps): Promise<Result<string, Problem>> {
  const { api, signal, cluster } = deps;
  const options = { timeoutMs: TIMEOUT_MS, signal };
  const path = paths(plan);
  const before = await api.read(path.job, {}, options);
  if (!before.ok && before.error.status !== 404) return fail(ofFailure(before.error));
  if (before.ok) {
    const job = Job.safeParse(before.value.body);
    const ended =
      job.success && (job.data.status?.conditions ?? []).some(({ type, status }) => status === 'True' && /^(Complete|Failed)$/.test(type));
    if (!ended) return fail(loadTestRuns(cluster, `${plan.namespace}/${plan.name}`));
    const removed = await removeAndWait(path.job, deps);
    if (!removed.ok) return removed;
  }
  const draft = toConfigMap(plan);
  let script = await api.create(path.configMaps, draft, options);
  if (!script.ok && script.error.status === 409) {
    const removed = await removeAndWait(path.configMap, deps);
    if (!removed.ok) return removed;
    script = await api.create(path.configMaps, draft, options);
  }
  if (!script.ok) return fail(ofFailure(script.error));
  const made = await api.create(path.jobs, toJob(plan), options);
  const job = made.ok ? Job.safeParse(made.value.body) : null;
  if (job?.success) return ok(job.data.metadata.uid);
  await removeLoadTest(plan, deps);
  return fail(made.ok ? loadTestFailed(cluster, 'the API server’s answer is no Job', 'See its log.') : ofFailure(made.error));
}

/** Removes Job, pod and ConfigMap, also after the user had enough; says what is gone and what could not be removed. */
export async function removeLoadTest(plan: LoadTestPlan, { api }: Pick<LoadTestDeps, 'api'>): Promise<Left> {
  const path = paths(plan);
  const options = { timeoutMs: TIMEOUT_MS, signal: new AbortController().signal };
  const removed: string[] = [];
  const left: { what: string; problem: Problem }[] = [];
  for (const [what, place] of [
    [`job ${plan.name}`, path.job],
    [`configmap ${plan.name}`, path.configMap],
  ] as const) {
    const answer = await api.delete(place, options);
    if (answer.ok) removed.push(what);
    else if (answer.error.status !== 404) left.push({ what, problem: answer.error.problem });
  }
  return { removed, left };
}

/** Removes an object and waits until its name is free: one with dependents may stay for a moment. */
async function removeAndWait(path: string, { api, signal, cluster, now, rest }: LoadTestDeps): Promise<Result<void, Problem>> {
  const options = { timeoutMs: TIMEOUT_MS, signal };
  const removed = await api.delete(path, options);
  if (!removed.ok && removed.error.status !== 404) return fail(ofFailure(removed.error));
  // A ConfigMap goes at once, and may not be read by the account.
  if (!path.includes('/jobs/')) return ok(undefined);
  const untilMs = now() + GONE_WITHIN_MS;
  while (now() < untilMs && !signal.aborted) {
    const answer = await api.read(path, {}, options);
    if (!answer.ok && answer.error.status === 404) return ok(undefined);
    await rest(LOOK_MS, signal);
  }
  return fail(
    loadTestFailed(cluster, 'the Job of an earlier test does not go away', 'Remove it with kubectl delete job, or choose another --name.'),
  );
}
