import type { Problem } from '@tart-lab/contract/problem.ts';

/** A kubeconfig that cannot be used as it stands: what is wrong with it, and what would be right. */
export function kubeconfigProblem(cluster: string, detail: string, advice: string): Problem {
  return { kind: 'kubeconfig_invalid', target: cluster, doing: 'read the kubeconfig', detail, advice };
}
