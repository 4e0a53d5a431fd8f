import type { Problem } from '@tart-lab/contract/problem.ts';
import { ACCESS_REVIEW_PATH, parseAccessReview, permissionText, toAccessReview } from '../collect/kube/accessReview.ts';
import { hubblePermissions, loadTestPermissions, PERMISSIONS, type Permission } from '../collect/kube/permissions.ts';
import { WATCHED_RESOURCES } from '../collect/kube/resources.ts';
import type { ClusterConfig } from '../config/config.ts';
import { readUsage } from '../cycle/usage.ts';
import { z } from 'zod';
import { parseApiVersion } from '../parse/kube/apiVersion.ts';
import { parseHpa } from '../parse/kube/hpa.ts';
import type { Result } from '../result.ts';
import { fail, ok } from '../result.ts';
import type { KubeApi } from '../transport/kube/kubeApi.ts';
import { openKubeApi } from '../transport/kube/openKubeApi.ts';
import { stepOf, type CheckLine } from './checkReport.ts';

const TIMEOUT_MS = 8000;
/** Where `tart-lab loadtest` runs unless it is told otherwise. */
const LOADTEST_NAMESPACE = 'demo';
const List = z.object({ items: z.array(z.unknown()) });

/** Tries every cluster that has a kubeconfig: its API server, what its account may do, usage. One line for each. */
export function checkClusters(clusters: readonly ClusterConfig[], signal: AbortSignal): Promise<CheckLine[]> {
  return Promise.all(
    clusters
      .filter(({ kubeconfig }) => kubeconfig !== null)
      .map(async (cluster) => {
        const api = openKubeApi(cluster, { now: Date.now });
        try {
          const said = await checkCluster(api, cluster, signal);
          if (said.ok) return { target: cluster.name, ok: true, text: said.value };
          return { target: cluster.name, ok: false, text: `stops at: ${stepOf(said.error)}`, problem: said.error };
        } finally {
          await api.close();
        }
      }),
  );
}

async function checkCluster(api: KubeApi, cluster: ClusterConfig, signal: AbortSignal): Promise<Result<string, Problem>> {
  const answer = await api.read('/version', {}, { timeoutMs: TIMEOUT_MS, signal });
  if (!answer.ok) return fail(answer.error.problem);
  const version = parseApiVersion(answer.value.body);
  const missing = await missingOf(api, PERMISSIONS, signal);
  if (!missing.ok) return missing;
  if (missing.value.length > 0) return fail(forbidden(cluster.name, missing.value, 'kubectl apply -f manifests/rbac/tart-lab.yaml'));
  const flows = await checkFlows(api, cluster, signal);
  if (!flows.ok) return flows;
  const hpas = await checkHpas(api, signal);
  if (!hpas.ok) return hpas;
  const loadTests = await checkLoadTests(cluster, signal);
  if (!loadTests.ok) return loadTests;
  const usage = await readUsage(api, signal);
  if (!usage.ok) return fail(usage.error);
  const { nodes, pods } = usage.value;
  return ok(
    `Kubernetes ${version.ok ? version.value : 'of unknown version'}, every permission, usage of ${nodes.length} nodes and ${pods.length} pods${hpas.value}${flows.value}${loadTests.value}`,
  );
}

/** Which of some permissions the account lacks. */
async function missingOf(api: KubeApi, permissions: readonly Permission[], signal: AbortSignal): Promise<Result<Permission[], Problem>> {
  const answers = await Promise.all(
    permissions.map(async (permission): Promise<Result<Permission[], Problem>> => {
      const answer = await api.create(ACCESS_REVIEW_PATH, toAccessReview(permission), { timeoutMs: TIMEOUT_MS, signal });
      if (!answer.ok) return fail(answer.error.problem);
      const allowed = parseAccessReview(answer.value.body);
      if (allowed.ok) return ok(allowed.value ? [] : [permission]);
      return fail(unreadable(api.cluster, allowed.error.line));
    }),
  );
  const missing: Permission[] = [];
  for (const answer of answers) {
    if (!answer.ok) return answer;
    missing.push(...answer.value);
  }
  return ok(missing);
}

/** A WebSocket's verb differs with the API server's version: one of get and create is enough. */
async function checkFlows(
  api: KubeApi,
  { name, hubble, hubbleNamespace }: ClusterConfig,
  signal: AbortSignal,
): Promise<Result<string, Problem>> {
  if (hubble === 'off') return ok('; no flows (hubble: off)');
  const via = hubble === 'exec' ? 'exec' : 'relay';
  const needed = hubblePermissions(via, hubbleNamespace);
  const missing = await missingOf(api, needed, signal);
  if (!missing.ok) return missing;
  if (missing.value.length < needed.length) return ok(`; flows by ${via === 'exec' ? 'the cilium agents' : 'Hubble Relay'} allowed`);
  const file = via === 'exec' ? 'tart-lab-hubble-exec.yaml' : 'tart-lab.yaml';
  return fail(forbidden(name, needed, `kubectl apply -f manifests/rbac/${file}, or set clusters[].hubble: off`));
}

/** Every HPA is read, and knows the metrics that it follows. */
async function checkHpas(api: KubeApi, signal: AbortSignal): Promise<Result<string, Problem>> {
  const answer = await api.read(WATCHED_RESOURCES.hpas.path, {}, { timeoutMs: TIMEOUT_MS, signal });
  if (!answer.ok) return fail(answer.error.problem);
  const list = List.safeParse(answer.value.body);
  const hpas = (list.success ? list.data.items : []).flatMap((item) => {
    const row = parseHpa(item);
    return row.ok ? [row.value] : [];
  });
  const blind = hpas.filter(({ metrics }) => metrics.some(({ current }) => current === null));
  if (blind.length === 0)
    return ok(
      hpas.length === 0 ? '; no HPAs' : hpas.length === 1 ? '; 1 HPA knows its metrics' : `; ${hpas.length} HPAs know their metrics`,
    );
  const named = blind.map(({ namespace, name, metrics }) => {
    const unknown = metrics.filter(({ current }) => current === null).map((metric) => metric.name);
    return `${namespace}/${name} does not know ${unknown.join(', ')}`;
  });
  return fail({
    kind: 'metrics_unavailable',
    target: api.cluster,
    doing: 'read the HPAs',
    detail: named.join('; '),
    advice: 'See kubectl describe hpa: metrics-server, and requests of every container that the HPA counts.',
  });
}

/** Whether `tart-lab loadtest` could start its Job, by the account that is configured for it. */
async function checkLoadTests({ name, context, loadtestKubeconfig }: ClusterConfig, signal: AbortSignal): Promise<Result<string, Problem>> {
  if (loadtestKubeconfig === undefined) return ok('; load tests not configured');
  const api = openKubeApi({ name, kubeconfig: loadtestKubeconfig, context });
  try {
    const missing = await missingOf(api, loadTestPermissions(LOADTEST_NAMESPACE), signal);
    if (!missing.ok) return missing;
    if (missing.value.length === 0) return ok(`; load tests allowed in ${LOADTEST_NAMESPACE}`);
    return fail(forbidden(name, missing.value, 'kubectl apply -f manifests/rbac/tart-lab-loadtest.yaml', 'the account for load tests'));
  } finally {
    await api.close();
  }
}

const forbidden = (cluster: string, missing: readonly Permission[], advice: string, who = 'the account'): Problem => ({
  kind: 'cluster_forbidden',
  target: cluster,
  doing: 'see what its account may do',
  detail: `${who} may not ${permissionText(missing)}; without it there are no ${[...new Set(missing.map((one) => one.for))].join(', ')}`,
  advice,
});

const unreadable = (cluster: string, detail: string): Problem => ({
  kind: 'cluster_unreadable',
  target: cluster,
  doing: 'see what its account may do',
  detail: `the answer is no access review: ${detail}`,
  advice: 'Open the server’s address of the kubeconfig with kubectl.',
});
