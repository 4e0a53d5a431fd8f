import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fixtureStore } from '../../lab/src/kube/fixture/fixtureStore.ts';
import type { KubeHooks, LogLine } from '../../lab/src/kube/hooks.ts';
import { type KubeServer, openKubeApi } from '../../lab/src/kube/openKubeApi.ts';
import type { MemoryStore } from '../../lab/src/kube/store/memoryStore.ts';

/** `TART_LAB_KUBECTLS=/one/kubectl,/other/kubectl` tries others than the one on the PATH. */
const KUBECTLS = (process.env.TART_LAB_KUBECTLS ?? 'kubectl').split(',');
const POD = 'web-5d4f8c7b9-aaaaa';
const CRASHING = 'web-5d4f8c7b9-bbbbb';
const DEMO = ['-n', 'demo'];

let dir: string;
let store: MemoryStore;
let api: KubeServer;
let web: Server;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'kubectl-'));
  web = createServer((request, response) => response.end(`answer to ${request.url}`));
  web.listen(0, '127.0.0.1');
  await once(web, 'listening');
  store = fixtureStore(Date.now());
  api = await openKubeApi({ name: 'dev', dir, store, hooks: hooksOf(portOf(web)) });
  writeFileSync(join(dir, 'kubeconfig'), api.kubeconfig(), { mode: 0o600 });
  writeFileSync(join(dir, 'by-certificate'), api.kubeconfig('admin-certificate'), { mode: 0o600 });
});
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await api.close();
  web.close();
  rmSync(dir, { recursive: true, force: true });
});

describe.each(KUBECTLS)('%s', (kubectl) => {
  it('gets every kind as the columns of Kubernetes', async () => {
    expect(await said(kubectl, 'get', 'nodes')).toMatch(/dev-master +Ready +control-plane +90m +v1\.34\.2\ndev-worker1 +NotReady +<none>/);
    expect(await said(kubectl, 'get', 'pods', '-A', '-o', 'wide')).toMatch(
      /demo +web-5d4f8c7b9-bbbbb +0\/1 +CrashLoopBackOff +4 \(80m ago\) +90m +10\.244\.0\.5 +dev-worker1/,
    );
    expect(await said(kubectl, 'get', 'hpa', ...DEMO)).toMatch(/web +Deployment\/web +cpu: 78%\/50% +2 +10 +2 +90m/);
    expect(await said(kubectl, 'get', 'svc', ...DEMO)).toMatch(/web +NodePort +10\.96\.0\.10 +<none> +80:30080\/TCP/);
    const all = await said(kubectl, 'get', 'all,pdb,endpointslices,endpoints,ns,events', '-A');
    for (const kind of [
      'deployment.apps/web',
      'replicaset.apps/',
      'daemonset.apps/cilium',
      'job.batch/migrate',
      'poddisruptionbudget.policy/web',
    ]) {
      expect(all).toContain(kind);
    }
    expect(all).toMatch(/Warning +BackOff +pod\/web-5d4f8c7b9-bbbbb +Back-off restarting/);
    expect(await said(kubectl, 'get', 'pods', '-A', '--chunk-size=1', '--field-selector', 'status.phase=Running', '-o', 'name')).toContain(
      CRASHING,
    );
  });

  it('describes what it gets', async () => {
    expect(await said(kubectl, 'describe', 'pod', ...DEMO, CRASHING)).toMatch(
      /CrashLoopBackOff[\s\S]*Back-off restarting failed container/,
    );
    expect(await said(kubectl, 'describe', 'node', 'dev-master')).toMatch(/Non-terminated Pods: +\(1 in total\)/);
    expect(await said(kubectl, 'describe', 'hpa', ...DEMO, 'web')).toMatch(/78%/);
    for (const kind of ['deployment', 'svc', 'pdb', 'rs', 'endpoints', 'job']) {
      expect(await said(kubectl, 'describe', kind, ...DEMO)).toMatch(/^Name: /);
    }
  });

  it('tops nodes and pods, and says when there are no metrics', async () => {
    expect(await said(kubectl, 'top', 'nodes')).toMatch(/dev-master +413m +10% +1907Mi +23%/);
    expect(await said(kubectl, 'top', 'pods', '-A')).toMatch(/demo +web-5d4f8c7b9-aaaaa +3m +21Mi/);
    await api.set({ metricsDown: true });
    expect((await run(kubectl, ['top', 'nodes'])).err).toMatch(/currently unable to handle the request|Metrics API not available/);
    await api.set({ metricsDown: false });
  });

  it('follows logs, from the last line or with times', async () => {
    expect(await said(kubectl, 'logs', ...DEMO, POD, '--tail', '1')).toBe('second\n');
    expect(await said(kubectl, 'logs', ...DEMO, POD, '-f')).toBe('first\nsecond\nthird\n');
    expect(await said(kubectl, 'logs', ...DEMO, POD, '--timestamps', '--tail', '1')).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z second\n$/);
    expect((await run(kubectl, ['logs', ...DEMO, POD, '-c', 'nope'])).err).toContain('container nope is not valid for pod');
  });

  it('runs commands with their input, output and exit code', async () => {
    expect(await said(kubectl, 'exec', ...DEMO, POD, '--', 'echo', 'a b')).toBe('a b\n');
    expect((await run(kubectl, ['exec', '-i', ...DEMO, POD, '--', 'cat'], 'typed\n')).out).toBe('typed\n');
    const failed = await run(kubectl, ['exec', ...DEMO, POD, '--', 'false']);
    expect([failed.code, failed.err]).toEqual([3, expect.stringContaining('no luck')]);
  });

  it('forwards a port, for several connections and a refused one', async () => {
    const child = start(kubectl, ['port-forward', ...DEMO, `pod/${POD}`, ':80', ':9']);
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const portTo = (target: number): string | undefined => new RegExp(`127\\.0\\.0\\.1:(\\d+) -> ${target}\\b`).exec(text)?.[1];
    await vi.waitFor(() => expect(portTo(9)).toBeDefined(), { timeout: 10_000 });
    for (const path of ['/one', '/two']) {
      expect(await (await fetch(`http://127.0.0.1:${portTo(80)}${path}`)).text()).toBe(`answer to ${path}`);
    }
    await expect(fetch(`http://127.0.0.1:${portTo(9)}/`)).rejects.toThrow();
    await vi.waitFor(() => expect(text).toContain('nobody listens on 9'), { timeout: 10_000 });
    child.kill();
    await once(child, 'close');
  });

  it('watches: what changes is printed at once', async () => {
    const child = start(kubectl, ['get', 'pods', ...DEMO, '-w']);
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await vi.waitFor(() => expect(api.openWatches()).toBe(1), { timeout: 10_000 });
    const pod = store.get('core/pods', POD, 'demo');
    if (!pod) throw new Error('the fixture has this pod');
    store.put('core/pods', { ...pod, status: { phase: 'Failed', reason: 'Evicted' } });
    await vi.waitFor(() => expect(text).toMatch(/web-5d4f8c7b9-aaaaa +0\/1 +Evicted/), { timeout: 5000 });
    expect(text.match(/NAME +READY/g)).toHaveLength(1);
    store.put('core/pods', pod);
    child.kill();
    await once(child, 'close');
    await vi.waitFor(() => expect(api.openWatches()).toBe(0));
  });

  it('knows the kinds and what one may do', async () => {
    expect(await said(kubectl, 'api-resources')).toMatch(/horizontalpodautoscalers +hpa +autoscaling\/v2 +true +HorizontalPodAutoscaler/);
    expect(await said(kubectl, 'auth', 'can-i', 'create', 'pods', '--subresource=exec')).toBe('yes\n');
    expect(await said(kubectl, '--kubeconfig', join(dir, 'by-certificate'), 'auth', 'can-i', '--list')).toMatch(/\*\.\* +/);
    expect(await said(kubectl, 'version')).toContain('v1.33.6');
  });

  it('applies as a dry run, changes and scales', async () => {
    const file = join(dir, 'settings.yaml');
    writeFileSync(file, 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: demo}\ndata: {a: "1"}\n');
    expect(await said(kubectl, 'apply', '--dry-run=server', '-f', file)).toBe('configmap/settings created (server dry run)\n');
    expect(store.get('core/configmaps', 'settings', 'demo')).toBeUndefined();
    expect(await said(kubectl, 'apply', '-f', file)).toBe('configmap/settings created\n');
    expect(await said(kubectl, 'apply', '-f', file)).toBe('configmap/settings unchanged\n');
    expect(await said(kubectl, 'delete', '-f', file)).toContain('configmap "settings" deleted');
    expect(await said(kubectl, 'scale', ...DEMO, 'deploy/web', '--replicas', '5')).toBe('deployment.apps/web scaled\n');
    expect(store.get('apps/deployments', 'web', 'demo')?.spec).toMatchObject({ replicas: 5 });
    await said(kubectl, 'scale', ...DEMO, 'deploy/web', '--replicas', '2');
  });
});

function hooksOf(webPort: number): KubeHooks {
  return {
    logs: () => ({
      lines: [
        { atMs: Date.now() - 5000, text: 'first' },
        { atMs: Date.now() - 1000, text: 'second' },
      ],
      follow: oneLine('third'),
    }),
    exec: async ({ argv, stdin, stdout, stderr }) => {
      const [command, ...words] = argv;
      if (command === 'echo') stdout.write(`${words.join(' ')}\n`);
      if (command === 'cat' && stdin) for await (const chunk of stdin) stdout.write(chunk);
      if (command !== 'false') return 0;
      stderr.write('no luck\n');
      return 3;
    },
    portForward: async (_pod, port) => {
      if (port !== 80) throw new Error(`nobody listens on ${port}`);
      return connect(webPort, '127.0.0.1');
    },
    usage: () => ({
      atMs: Date.now(),
      windowSeconds: 15,
      nodes: ['dev-master', 'dev-worker1'].map((name) => ({ name, cpuNanocores: 412_873_651, memoryBytes: 2e9 })),
      pods: [{ namespace: 'demo', name: POD, containers: [{ name: 'app', cpuNanocores: 3e6, memoryBytes: 21 * 2 ** 20 }] }],
    }),
  };
}

async function* oneLine(text: string): AsyncGenerator<LogLine> {
  yield { atMs: Date.now(), text };
}

interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Each kubectl has a home and a cache of its own in the test's folder: nothing of the user's is read or written. */
function start(kubectl: string, args: readonly string[]): ChildProcess {
  const cache = join(dir, `cache-${KUBECTLS.indexOf(kubectl)}`);
  const env = { PATH: process.env.PATH, HOME: dir, KUBECONFIG: join(dir, 'kubeconfig') };
  const child = spawn(kubectl, ['--cache-dir', cache, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  running.add(child);
  child.on('close', () => running.delete(child));
  return child;
}

async function run(kubectl: string, args: readonly string[], input = ''): Promise<Said> {
  const child = start(kubectl, args);
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
  child.stdin?.end(input);
  await once(child, 'close');
  return { code: child.exitCode, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
}

/** What a command that has to succeed prints. */
async function said(kubectl: string, ...args: readonly string[]): Promise<string> {
  const { code, out, err } = await run(kubectl, args);
  expect({ args, code, err: code === 0 ? '' : err }).toEqual({ args, code: 0, err: '' });
  return out;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
