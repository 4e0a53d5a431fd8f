import { spawn, type ChildProcess } from 'node:child_process';
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from './freePort.ts';

const TOKEN = 'test-administrator-token';
const START_MS = 120_000;

/** One kube-apiserver; several may serve one etcd. */
export interface RunningApiServer {
  readonly kubeconfig: string;
  /** Runs kubectl on it; `input` is its standard input. Rejects with what it said when it fails. */
  kubectl(args: readonly string[], input?: unknown): Promise<string>;
  /** Ends it: at once, or as it likes to be ended. */
  stop(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Starts it again at the same port. */
  start(): Promise<void>;
}

export interface ControlPlane {
  /** `flags` are added to the command line. */
  openApiServer(flags?: readonly string[]): Promise<RunningApiServer>;
  /** Has etcd forget everything before now, as the API server asks of it every five minutes. */
  compact(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A real etcd and real API servers on free ports of 127.0.0.1: token authentication, RBAC, certificates of the server's own
 * making, no controllers and no nodes. `program` is the path of a kube-apiserver; etcd is the one in PATH.
 */
export async function openControlPlane(program: string): Promise<ControlPlane> {
  const folder = mkdtempSync(join(tmpdir(), 'tart-lab-apiserver-'));
  const running = new Set<ChildProcess>();
  const launch = (name: string, command: string, args: readonly string[]): ChildProcess => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const log = createWriteStream(join(folder, `${name}.log`), { flags: 'a' });
    child.stdout.pipe(log);
    child.stderr.pipe(log);
    running.add(child);
    child.once('exit', () => running.delete(child));
    return child;
  };
  const end = (child: ChildProcess, signal: NodeJS.Signals): Promise<void> =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once('exit', () => resolve());
      child.kill(signal);
    });

  const [client, peer] = [await freePort(), await freePort()];
  const etcd = `http://127.0.0.1:${client}`;
  const peerUrl = `http://127.0.0.1:${peer}`;
  launch('etcd', 'etcd', [
    `--data-dir=${join(folder, 'etcd')}`,
    '--unsafe-no-fsync',
    '--experimental-watch-progress-notify-interval=5s', // as kubeadm sets it: bookmarks of what never changes come from it
    `--listen-client-urls=${etcd}`,
    `--advertise-client-urls=${etcd}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
  ]);
  await untilAnswers('etcd', folder, async () => (await fetch(`${etcd}/health`)).ok);

  const accountKey = join(folder, 'accounts.key');
  writeFileSync(accountKey, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }), {
    mode: 0o600,
  });
  const tokens = join(folder, 'tokens.csv');
  writeFileSync(tokens, `${TOKEN},admin,admin,"system:masters"\n`, { mode: 0o600 });
  let servers = 0;

  return {
    async openApiServer(flags = []) {
      const name = `apiserver-${(servers += 1)}`;
      const port = await freePort();
      const certificates = join(folder, name);
      const kubeconfig = join(folder, `${name}.json`);
      let child: ChildProcess | undefined;
      const kubectl = async (args: readonly string[], input?: unknown): Promise<string> => {
        const running = promisify(execFile)('kubectl', ['--kubeconfig', kubeconfig, ...args], { maxBuffer: 64 * 1024 * 1024 });
        if (input !== undefined) running.child.stdin?.end(JSON.stringify(input));
        return (await running).stdout;
      };
      const start = async (): Promise<void> => {
        child = launch(name, program, [
          `--etcd-servers=${etcd}`,
          '--bind-address=127.0.0.1',
          '--advertise-address=127.0.0.1',
          `--secure-port=${port}`,
          `--cert-dir=${certificates}`,
          `--token-auth-file=${tokens}`,
          '--authorization-mode=RBAC',
          '--disable-admission-plugins=ServiceAccount',
          '--service-cluster-ip-range=10.0.0.0/24',
          '--service-account-issuer=https://kubernetes.default.svc',
          `--service-account-key-file=${accountKey}`,
          `--service-account-signing-key-file=${accountKey}`,
          '--endpoint-reconciler-type=none',
          '--shutdown-watch-termination-grace-period=5s',
          ...flags,
        ]);
        await untilAnswers(name, folder, async () => {
          writeFileSync(kubeconfig, JSON.stringify(kubeconfigOf(port, readFileSync(join(certificates, 'apiserver.crt'), 'utf8'))), {
            mode: 0o600,
          });
          return (await kubectl(['get', '--raw', '/readyz'])) === 'ok';
        });
      };
      await start();
      return { kubeconfig, kubectl, start, stop: (signal) => (child ? end(child, signal) : Promise.resolve()) };
    },
    async compact() {
      const status = await post(`${etcd}/v3/maintenance/status`, {});
      await post(`${etcd}/v3/kv/compaction`, { revision: String(revisionOf(status)), physical: true });
    },
    async close() {
      await Promise.all([...running].map((child) => end(child, 'SIGKILL')));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const kubeconfigOf = (port: number, certificate: string) => ({
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'real',
  contexts: [{ name: 'real', context: { cluster: 'real', user: 'admin' } }],
  clusters: [
    {
      name: 'real',
      cluster: { server: `https://127.0.0.1:${port}`, 'certificate-authority-data': Buffer.from(certificate).toString('base64') },
    },
  ],
  users: [{ name: 'admin', user: { token: TOKEN } }],
});

async function untilAnswers(name: string, folder: string, answers: () => Promise<boolean>): Promise<void> {
  const endMs = Date.now() + START_MS;
  let last: unknown;
  while (Date.now() < endMs) {
    if (await answers().catch((error: unknown) => ((last = error), false))) return;
    await wait(250);
  }
  const log = readFileSync(join(folder, `${name}.log`), 'utf8').slice(-2000);
  throw new Error(`${name} did not answer within ${START_MS} ms: ${String(last)}\n${log}`);
}

async function post(url: string, body: object): Promise<unknown> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

function revisionOf(status: unknown): string {
  const header: unknown = typeof status === 'object' && status !== null && 'header' in status ? status.header : undefined;
  if (typeof header === 'object' && header !== null && 'revision' in header) return String(header.revision);
  throw new Error('etcd gave no revision');
}
