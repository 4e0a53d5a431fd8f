import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { stringify } from 'yaml';
import { z } from 'zod';
import { DurationMs } from '../config/schema.ts';
import { fail, ok, type Result } from '../result.ts';
import type { KubeApi } from '../transport/kube/kubeApi.ts';
import { openKubeApi } from '../transport/kube/openKubeApi.ts';
import { readKubeconfig, type KubeAccess } from '../transport/kube/readKubeconfig.ts';
import type { Terminal } from './terminal.ts';

const NAMESPACE = 'tart-lab';
const ACCOUNTS = ['tart-lab', 'tart-lab-loadtest'] as const;
type Account = (typeof ACCOUNTS)[number];
const TIMEOUT_MS = 10_000;

/**
 * `tart-lab kubeconfig --kubeconfig ADMIN.yaml [--context NAME] [--duration 30d] [--account tart-lab-loadtest]`: prints a kubeconfig for the account of
 * manifests/rbac/tart-lab.yaml, or for the one that may start load tests. Its token is that of the account's Secret, or one that runs out after `--duration`. Returns the exit code.
 */
export async function kubeconfig(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { kubeconfig: { type: 'string' }, context: { type: 'string' }, duration: { type: 'string' }, account: { type: 'string' } },
  });
  if (values.kubeconfig === undefined)
    return terminal.refuse('no kubeconfig of an administrator', 'name it: tart-lab kubeconfig --kubeconfig ADMIN.yaml --context NAME');
  const account = ACCOUNTS.find((one) => one === (values.account ?? 'tart-lab'));
  if (account === undefined) return terminal.refuse(`there is no account ${values.account ?? ''}`, `choose one of ${ACCOUNTS.join(', ')}`);
  const durationMs = values.duration === undefined ? null : DurationMs.safeParse(values.duration);
  if (durationMs && !durationMs.success) return terminal.refuse(durationMs.error.issues[0]?.message ?? '--duration', 'write 30d');

  const target = { name: values.context ?? 'cluster', kubeconfig: values.kubeconfig, context: values.context ?? null };
  const access = await readKubeconfig(target);
  if (!access.ok) return terminal.refuse(access.error.detail, access.error.advice);
  const api = openKubeApi(target);
  try {
    const token = durationMs === null ? await readToken(api, account) : await makeToken(api, account, durationMs.data / 1000);
    if (!token.ok) return terminal.refuse(token.error.detail, token.error.advice);
    terminal.say(toKubeconfigText(access.value, account, token.value).trimEnd());
    return 0;
  } finally {
    await api.close();
  }
}

/** A kubeconfig with one context: the server as the administrator reaches it, and the account's token. */
function toKubeconfigText({ context, cluster, clusterName }: KubeAccess, account: Account, token: string): string {
  const user = `${account}@${clusterName}`;
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: clusterName, cluster: withAuthorityInside(cluster) }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: context, context: { cluster: clusterName, user } }],
    'current-context': context,
  });
}

/** The file of a certificate authority becomes part of the kubeconfig, which then works anywhere. */
function withAuthorityInside({ 'certificate-authority': file, ...cluster }: KubeAccess['cluster']): object {
  return file ? { ...cluster, 'certificate-authority-data': readFileSync(file).toString('base64') } : cluster;
}

const Secret = z.object({ data: z.object({ token: z.string().min(1) }) });
const TokenRequest = z.object({ status: z.object({ token: z.string().min(1) }) });

/** The token of the account's Secret, which does not run out. */
async function readToken(api: KubeApi, account: Account): Promise<Result<string, Problem>> {
  const path = `/api/v1/namespaces/${NAMESPACE}/secrets/${account}-token`;
  const answer = await api.read(path, {}, { timeoutMs: TIMEOUT_MS, signal: new AbortController().signal });
  if (!answer.ok) return fail(answer.error.status === 404 ? noAccount(api.cluster, account) : answer.error.problem);
  const secret = Secret.safeParse(answer.value.body);
  return secret.success ? ok(Buffer.from(secret.data.data.token, 'base64').toString()) : fail(noAccount(api.cluster, account));
}

/** A token that runs out after some seconds; the API server may give it a shorter life. */
async function makeToken(api: KubeApi, account: Account, expirationSeconds: number): Promise<Result<string, Problem>> {
  const path = `/api/v1/namespaces/${NAMESPACE}/serviceaccounts/${account}/token`;
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: Math.round(expirationSeconds) } };
  const answer = await api.create(path, body, { timeoutMs: TIMEOUT_MS, signal: new AbortController().signal });
  if (!answer.ok) return fail(answer.error.status === 404 ? noAccount(api.cluster, account) : answer.error.problem);
  const made = TokenRequest.safeParse(answer.value.body);
  return made.success ? ok(made.data.status.token) : fail(noAccount(api.cluster, account));
}

const noAccount = (cluster: string, account: Account): Problem => ({
  kind: 'cluster_failed',
  target: cluster,
  doing: 'read the token of Tart Lab’s account',
  detail: `the account ${account} in the namespace ${NAMESPACE} has no token`,
  advice: `kubectl apply -f manifests/rbac/${account}.yaml, then try again; with --duration the token needs no Secret`,
});
