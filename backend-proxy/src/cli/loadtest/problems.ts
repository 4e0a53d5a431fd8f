import type { Problem } from '@tart-lab/contract/problem.ts';
import type { KubeFailure } from '../../transport/kube/kubeApi.ts';

export const loadTestFailed = (cluster: string, detail: string, advice: string): Problem => ({
  kind: 'loadtest_failed',
  target: cluster,
  doing: 'run a load test',
  detail,
  advice,
});

export const loadTestRuns = (cluster: string, job: string): Problem => ({
  kind: 'loadtest_running',
  target: cluster,
  doing: 'start a load test',
  detail: `the Job ${job} runs already`,
  advice: 'Wait for its end, stop it with kubectl delete job, or choose another --name.',
});

/** A refusal of the account names the manifest that would allow it. */
export function ofFailure({ problem }: KubeFailure): Problem {
  if (problem.kind !== 'cluster_forbidden') return problem;
  const advice =
    'kubectl apply -f manifests/rbac/tart-lab-loadtest.yaml; then npx tart-lab kubeconfig --account tart-lab-loadtest makes a kubeconfig ' +
    'for --kubeconfig or clusters[].loadtestKubeconfig';
  return { ...problem, advice };
}
