import { spawn } from 'node:child_process';
import { isAbsolute, join } from 'node:path';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { fail, ok, type Result } from '../../result.ts';
import { cappedText } from '../cappedText.ts';
import { kubeconfigProblem } from './kubeconfigProblem.ts';
import { ExecCredential, type ExecPlugin } from './kubeconfigSchema.ts';
import type { KubeAccess } from './readKubeconfig.ts';
import { redact } from './redact.ts';

const MAX_OUTPUT_BYTES = 1024 * 1024;
const MAX_STDERR_BYTES = 16 * 1024;

/**
 * Runs a kubeconfig's exec plugin and reads the credentials that it prints (client.authentication.k8s.io).
 * Fails as `kubeconfig_invalid`: the program is missing, fails, needs a terminal, prints nothing of use, or takes longer than
 * `timeoutMs` and is ended with all its children. Its stderr is told, without secrets.
 */
export async function runExecPlugin(
  cluster: string,
  plugin: ExecPlugin,
  access: KubeAccess,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<Result<ExecCredential, Problem>> {
  const secrets = (plugin.env ?? []).map(({ value }) => value);
  const failed = (detail: string, advice: string): Result<never, Problem> =>
    fail({
      ...kubeconfigProblem(cluster, redact(detail, secrets), redact(advice, secrets)),
      doing: 'get credentials from the exec plugin',
    });
  const command = plugin.command;
  const runHint = `Run ${command} in a terminal, as the user that the proxy runs as; it has to print credentials without asking anything.`;
  if (plugin.interactiveMode === 'Always')
    return failed(`the exec plugin ${command} wants a terminal (interactiveMode Always)`, 'Use a plugin that asks nobody.');

  const outcome = await run(plugin, access, timeoutMs, signal);
  const said = outcome.stderr.trim() === '' ? '' : `: ${outcome.stderr}`;
  switch (outcome.ended) {
    case 'missing':
      return failed(
        `the exec plugin ${command} cannot be started (${outcome.code})`,
        plugin.installHint?.trim() || `Install ${command}, or put its folder into the proxy’s PATH.`,
      );
    case 'late':
      return failed(`the exec plugin ${command} printed no credentials within ${timeoutMs} ms and was ended${said}`, runHint);
    case 'stopped':
      return failed(`the exec plugin ${command} was ended because the proxy stops`, runHint);
    case 'exited':
      if (outcome.code !== '0') return failed(`the exec plugin ${command} ended with ${outcome.code}${said}`, runHint);
  }
  const parsed = parseCredential(outcome.stdout);
  if (!parsed) return failed(`the exec plugin ${command} printed no ExecCredential${said}`, runHint);
  const { token, clientCertificateData, clientKeyData } = parsed.status;
  if (!token && !(clientCertificateData && clientKeyData))
    return failed(`the exec plugin ${command} printed neither a token nor a certificate with its key${said}`, runHint);
  return ok(parsed);
}

interface Outcome {
  readonly ended: 'missing' | 'late' | 'stopped' | 'exited';
  readonly code: string;
  readonly stdout: string;
  readonly stderr: string;
}

function run(plugin: ExecPlugin, access: KubeAccess, timeoutMs: number, signal: AbortSignal): Promise<Outcome> {
  const stdout = cappedText(MAX_OUTPUT_BYTES);
  const stderr = cappedText(MAX_STDERR_BYTES);
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ ended: 'stopped', code: '', stdout: '', stderr: '' });
    let settled = false;
    const settle = (ended: Outcome['ended'], code: string): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve({ ended, code, stdout: stdout.text(), stderr: stderr.text() });
    };
    // A group of its own, so that a plugin that is a script takes what it started with it.
    const child = spawn(toPath(plugin.command, access.directory), plugin.args ?? [], {
      env: toEnvironment(plugin, access),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const end = (ended: 'late' | 'stopped'): void => {
      killGroup(child.pid);
      child.stdout.destroy();
      child.stderr.destroy();
      settle(ended, '');
    };
    const onAbort = (): void => end('stopped');
    const timer = setTimeout(() => end('late'), timeoutMs);
    signal.addEventListener('abort', onAbort, { once: true });
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', (error: NodeJS.ErrnoException) => settle('missing', error.code ?? error.message));
    child.on('close', (code, killed) => settle('exited', killed ?? String(code)));
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    return; // it ended by itself meanwhile
  }
}

/** As kubectl: a command with a slash is relative to the kubeconfig's folder, one without is looked up in PATH. */
const toPath = (command: string, directory: string): string =>
  command.includes('/') && !isAbsolute(command) ? join(directory, command) : command;

function toEnvironment(plugin: ExecPlugin, { cluster }: KubeAccess): NodeJS.ProcessEnv {
  // The proxy's own secrets are none of the plugin's business.
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TART_LAB_')));
  const info = {
    kind: 'ExecCredential',
    apiVersion: plugin.apiVersion,
    spec: {
      interactive: false,
      ...(plugin.provideClusterInfo
        ? {
            cluster: {
              server: cluster.server,
              'tls-server-name': cluster['tls-server-name'] ?? undefined,
              'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'] ?? undefined,
              'certificate-authority-data': cluster['certificate-authority-data'] ?? undefined,
              'proxy-url': cluster['proxy-url'] || undefined,
            },
          }
        : {}),
    },
  };
  return {
    ...own,
    ...Object.fromEntries((plugin.env ?? []).map(({ name, value }) => [name, value])),
    KUBERNETES_EXEC_INFO: JSON.stringify(info),
  };
}

function parseCredential(stdout: string): ExecCredential | undefined {
  let value: unknown;
  try {
    value = JSON.parse(stdout);
  } catch {
    return undefined;
  }
  const parsed = ExecCredential.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
