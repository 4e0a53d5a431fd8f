import type { Problem } from '@tart-lab/contract/problem.ts';
import { USAGE_PATHS } from '../collect/kube/resources.ts';
import type { NodeUsage, PodUsage } from '../parse/kube/rows.ts';
import { parseNodeUsage, parsePodUsage } from '../parse/kube/usage.ts';
import { fail, ok, type ParseFailure, type Result } from '../result.ts';
import type { KubeApi } from '../transport/kube/kubeApi.ts';

const TIMEOUT_MS = 8000;

export interface Usage {
  readonly nodes: readonly NodeUsage[];
  readonly pods: readonly PodUsage[];
}

/**
 * Usage of a cluster's nodes and pods from metrics.k8s.io, which can only be listed. Fails with `metrics_unavailable` when nobody
 * serves it, and with the API server's own problem when that is out of reach.
 */
export async function readUsage(api: Pick<KubeApi, 'cluster' | 'read'>, signal: AbortSignal): Promise<Result<Usage, Problem>> {
  const [nodes, pods] = await Promise.all([readList(USAGE_PATHS.nodes, parseNodeUsage), readList(USAGE_PATHS.pods, parsePodUsage)]);
  if (!nodes.ok) return nodes;
  if (!pods.ok) return pods;
  return ok({ nodes: nodes.value, pods: pods.value });

  async function readList<T>(path: string, parse: (body: unknown) => Result<T[], ParseFailure>): Promise<Result<T[], Problem>> {
    const answer = await api.read(path, {}, { timeoutMs: TIMEOUT_MS, signal });
    if (!answer.ok) return fail(toUsageProblem(api.cluster, answer.error.status, answer.error.problem));
    const rows = parse(answer.value.body);
    return rows.ok ? rows : fail(unavailable(api.cluster, `${path} answered what is no ${rows.error.format}: ${rows.error.line}`));
  }
}

/** 404: nobody registered the API; 503: its server does not answer. Anything else is the cluster's own trouble. */
function toUsageProblem(cluster: string, status: number | null, problem: Problem): Problem {
  if (status === 404) return unavailable(cluster, 'the cluster has no metrics.k8s.io');
  return status === 503 ? unavailable(cluster, problem.detail) : { ...problem, doing: 'read the usage of nodes and pods' };
}

const unavailable = (cluster: string, detail: string): Problem => ({
  kind: 'metrics_unavailable',
  target: cluster,
  doing: 'read the usage of nodes and pods',
  detail,
  advice: 'Install metrics-server, or see why its pod does not answer: kubectl -n kube-system get pods -l k8s-app=metrics-server',
});
