import type { Problem } from '@tart-lab/contract/problem.ts';
import { z } from 'zod';
import { parsePod } from '../../parse/kube/pod.ts';
import type { PodRow } from '../../parse/kube/rows.ts';
import { fail, ok, type Result } from '../../result.ts';
import { paths, type LoadTestPlan } from './k6Objects.ts';
import { TIMEOUT_MS, type LoadTestDeps } from './loadTestDeps.ts';
import { loadTestFailed, ofFailure } from './problems.ts';

const List = z.object({ items: z.array(z.unknown()) });
const LOOK_MS = 1000;
/** A node may have to pull the image first. */
const START_WITHIN_MS = 180_000;
/** The kubelet tells the end of a container a moment after its log ended. */
const END_WITHIN_MS = 30_000;
/** What does not heal by waiting. */
const HOPELESS = /^(ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull|CreateContainer(Config)?Error|RunContainerError)$/;

async function readPod(plan: LoadTestPlan, jobUid: string, { api, signal }: LoadTestDeps): Promise<Result<PodRow | null, Problem>> {
  const query = { labelSelector: `batch.kubernetes.io/controller-uid=${jobUid}` };
  const answer = await api.read(paths(plan).pods, query, { timeoutMs: TIMEOUT_MS, signal });
  if (!answer.ok) return signal.aborted ? ok(null) : fail(ofFailure(answer.error));
  const list = List.safeParse(answer.value.body);
  const [pod] = list.success ? list.data.items : [];
  const row = pod === undefined ? null : parsePod(pod);
  return ok(row?.ok ? row.value : null);
}

/** Waits for the Job's pod to run. Null: the user had enough. Fails with what keeps it from running: no image, no room, an error at once. */
export async function startOfPod(plan: LoadTestPlan, jobUid: string, deps: LoadTestDeps): Promise<Result<PodRow | null, Problem>> {
  const { cluster, now, rest, say, signal } = deps;
  const untilMs = now() + START_WITHIN_MS;
  let told = '';
  for (;;) {
    const pod = await readPod(plan, jobUid, deps);
    if (signal.aborted) return ok(null);
    if (!pod.ok) return pod;
    if (pod.value && pod.value.phase !== 'Pending') return pod.value.phase === 'Failed' ? fail(failedPod(cluster, pod.value)) : pod;
    const state = pod.value ? `${pod.value.reason}${pod.value.message === null ? '' : `: ${pod.value.message}`}` : 'no pod yet';
    if (pod.value && HOPELESS.test(pod.value.reason)) {
      const advice = 'Correct --image, or let the node reach the registry; an image of your own registry works too.';
      return fail(loadTestFailed(cluster, `the pod ${pod.value.name} cannot start: ${state}`, advice));
    }
    if (now() > untilMs) {
      const advice = `See kubectl -n ${plan.namespace} describe job ${plan.name}: quota, room on the nodes, admission.`;
      return fail(loadTestFailed(cluster, `no pod ran within ${START_WITHIN_MS / 1000} s: ${state}`, advice));
    }
    if (state !== told) say(`       waiting for the pod: ${state}`);
    told = state;
    await rest(LOOK_MS, signal);
  }
}

/** Waits for how the pod ended. Fails when k6 did. */
export async function endOfPod(plan: LoadTestPlan, before: PodRow, deps: LoadTestDeps): Promise<Result<void, Problem>> {
  const { api, cluster, now, rest, signal } = deps;
  const untilMs = now() + END_WITHIN_MS;
  while (!signal.aborted && now() < untilMs) {
    const answer = await api.read(paths(plan).pods, { fieldSelector: `metadata.name=${before.name}` }, { timeoutMs: TIMEOUT_MS, signal });
    const list = answer.ok ? List.safeParse(answer.value.body) : null;
    const [item] = list?.success ? list.data.items : [];
    const pod = item === undefined ? null : parsePod(item);
    if (answer.ok && item === undefined)
      return fail(loadTestFailed(cluster, `the pod ${before.name} was removed while k6 ran`, 'Start the test again; see who deleted it.'));
    if (pod?.ok && pod.value.phase === 'Succeeded') return ok(undefined);
    if (pod?.ok && pod.value.phase === 'Failed') return fail(failedPod(cluster, pod.value));
    await rest(LOOK_MS, signal);
  }
  return ok(undefined);
}

function failedPod(cluster: string, { name, lastTermination, reason, message }: PodRow): Problem {
  const ended = lastTermination ? `${lastTermination.reason}, exit code ${lastTermination.exitCode ?? 'unknown'}` : reason;
  const advice = 'k6 ends with 99 when a threshold was crossed and 107 for an error in its script; its log says more.';
  return loadTestFailed(cluster, `k6 failed in the pod ${name} (${ended})${message === null ? '' : `: ${message}`}`, advice);
}
