import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { parseDocument } from 'yaml';
import type { z } from 'zod';
import { fail, ok, type Result } from '../../result.ts';
import { kubeconfigProblem } from './kubeconfigProblem.ts';
import { KubeconfigCluster, KubeconfigContext, KubeconfigFile, KubeconfigUser } from './kubeconfigSchema.ts';
import { redact } from './redact.ts';

/** Which cluster is meant: a file and one of its contexts, null for its `current-context`. */
export interface KubeTarget {
  readonly name: string;
  readonly kubeconfig: string | null;
  readonly context: string | null;
}

/** One context of a kubeconfig, with every path absolute. `files` are those whose change makes it another one. */
export interface KubeAccess {
  readonly context: string;
  readonly clusterName: string;
  readonly userName: string;
  readonly cluster: KubeconfigCluster;
  readonly user: KubeconfigUser;
  readonly directory: string;
  readonly files: readonly string[];
}

/**
 * Reads a kubeconfig and picks its context. The token of a `tokenFile` is read too.
 * Fails as `kubeconfig_invalid` with what is wrong where: no file, no YAML, an unknown context, a cluster without a server.
 */
export async function readKubeconfig(target: KubeTarget): Promise<Result<KubeAccess, Problem>> {
  const { name, kubeconfig: file } = target;
  if (file === null) return fail(kubeconfigProblem(name, 'no kubeconfig is set', `Set kubeconfig of the cluster ${name}.`));
  const text = await readText(name, file, 'kubeconfig');
  if (!text.ok) return text;
  const wrong = (detail: string, advice: string): Result<never, Problem> => fail(kubeconfigProblem(name, `${file}: ${detail}`, advice));

  const document = parseDocument(text.value);
  const [error] = document.errors;
  // The parser's message quotes the lines around the fault, which may hold a token: only its first line is shown.
  if (error) return wrong(redact(error.message.split('\n')[0] ?? 'no YAML', []), 'Repair the YAML of this file.');
  const parsed = KubeconfigFile.safeParse(document.toJS());
  if (!parsed.success) return wrong(toIssue(parsed.error), 'Write the file with kubectl config, or get it again from the cluster.');

  const { clusters, contexts, users } = parsed.data;
  const contextName = target.context ?? parsed.data['current-context'] ?? '';
  if (contextName === '') return wrong('it has no current-context', `Set context of the cluster ${name}: ${listOf(contexts)}.`);
  const context = find(contexts, contextName, 'context', KubeconfigContext);
  if (!context.ok) return wrong(context.error, `Set context of the cluster ${name} to one of the file’s: ${listOf(contexts)}.`);
  const cluster = find(clusters, context.value.cluster, 'cluster', KubeconfigCluster);
  if (!cluster.ok) return wrong(cluster.error, `Repair the cluster ${context.value.cluster} in this file.`);
  const userName = context.value.user ?? '';
  const user = find(userName === '' ? [{ name: '' }] : users, userName, 'user', KubeconfigUser);
  if (!user.ok) return wrong(user.error, `Repair the user ${userName} in this file.`);

  const directory = dirname(file);
  const { resolved: resolvedCluster, files: clusterFiles } = withPaths(cluster.value, ['certificate-authority'], directory);
  const { resolved: resolvedUser, files: userFiles } = withPaths(user.value, ['client-certificate', 'client-key', 'tokenFile'], directory);
  const tokenFile = resolvedUser.tokenFile || null;
  const token = tokenFile === null ? ok(resolvedUser.token) : await readText(name, tokenFile, 'token file');
  if (!token.ok) return token;
  return ok({
    context: contextName,
    clusterName: context.value.cluster,
    userName,
    cluster: resolvedCluster,
    user: { ...resolvedUser, token: token.value?.trim() },
    directory,
    files: [file, ...clusterFiles, ...userFiles],
  });
}

async function readText(cluster: string, file: string, what: string): Promise<Result<string, Problem>> {
  try {
    return ok(await readFile(file, 'utf8'));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    const detail = code === 'ENOENT' ? `the ${what} ${file} is not there` : `the ${what} ${file} cannot be read (${code})`;
    return fail(kubeconfigProblem(cluster, detail, 'Correct the path, or let the user that the proxy runs as read the file.'));
  }
}

/** The entry `name` of one of the file's lists, checked; the error is a phrase. */
function find<T extends z.ZodType>(
  list: readonly Record<string, unknown>[] | null | undefined,
  name: string,
  kind: 'cluster' | 'context' | 'user',
  schema: T,
): Result<z.infer<T>, string> {
  const entry = list?.find((item) => item['name'] === name);
  if (!entry) return fail(`it has no ${kind} ${name}`);
  const parsed = schema.safeParse(entry[kind] ?? {});
  return parsed.success ? ok(parsed.data) : fail(`${kind} ${name}: ${toIssue(parsed.error)}`);
}

function withPaths<T extends object>(entry: T, keys: readonly (keyof T)[], directory: string): { resolved: T; files: string[] } {
  const resolved = { ...entry };
  const files: string[] = [];
  for (const key of keys) {
    const path = entry[key];
    if (typeof path !== 'string' || path === '') continue;
    const absolute = isAbsolute(path) ? path : join(directory, path);
    Object.assign(resolved, { [key]: absolute });
    files.push(absolute);
  }
  return { resolved, files };
}

const listOf = (contexts: readonly { name: string }[] | null | undefined): string =>
  contexts?.map(({ name }) => name).join(', ') || 'it has none';

function toIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  if (!issue) return 'is no kubeconfig';
  return issue.path.length > 0 ? `${issue.path.join('.')} ${lowerFirst(issue.message)}` : 'is no kubeconfig';
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
