import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { CoreV1Api, Exec, KubeConfig, PortForward, Watch } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fixtureStore } from '../../lab/src/kube/fixture/fixtureStore.ts';
import { type KubeServer, openKubeApi } from '../../lab/src/kube/openKubeApi.ts';
import type { MemoryStore } from '../../lab/src/kube/store/memoryStore.ts';

const POD = 'web-5d4f8c7b9-aaaaa';

let dir: string;
let store: MemoryStore;
let api: KubeServer;
let web: Server;
const config = new KubeConfig();

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'kube-client-'));
  web = createServer((request, response) => response.end(`answer to ${request.url}`));
  web.listen(0, '127.0.0.1');
  await once(web, 'listening');
  const address = web.address();
  const webPort = typeof address === 'object' && address ? address.port : 0;
  store = fixtureStore(Date.now());
  const hooks = {
    exec: async ({ argv, stdout }: { argv: readonly string[]; stdout: Writable }) => {
      stdout.write(argv.join(' '));
      return argv[0] === 'false' ? 3 : 0;
    },
    portForward: async (_pod: unknown, port: number) => {
      if (port !== 80) throw new Error(`nobody listens on ${port}`);
      return connect(webPort, '127.0.0.1');
    },
  };
  api = await openKubeApi({ name: 'dev', dir, store, hooks });
  config.loadFromString(api.kubeconfig());
});
afterAll(async () => {
  await api.close();
  web.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('@kubernetes/client-node', () => {
  it('lists with a token and with a client certificate', async () => {
    const byCertificate = new KubeConfig();
    byCertificate.loadFromString(api.kubeconfig('admin-certificate'));
    for (const each of [config, byCertificate]) {
      const pods = await each.makeApiClient(CoreV1Api).listNamespacedPod({ namespace: 'demo', limit: 1 });
      expect([pods.items[0]?.metadata?.name, pods.metadata?.remainingItemCount]).toEqual([POD, 1]);
    }
  });

  it('watches', async () => {
    const heard: string[] = [];
    const path = '/api/v1/namespaces/demo/pods';
    const controller = await new Watch(config).watch(
      path,
      { resourceVersion: String(store.resourceVersion) },
      (type) => heard.push(type),
      () => undefined,
    );
    const pod = store.get('core/pods', POD, 'demo');
    if (!pod) throw new Error('the fixture has this pod');
    store.put('core/pods', { ...pod, status: { phase: 'Failed' } });
    await vi.waitFor(() => expect(heard).toEqual(['MODIFIED']));
    controller.abort();
  });

  it('runs a command and hears its exit code', async () => {
    const out = new PassThrough();
    const status = new Promise<unknown>((resolve) => {
      void new Exec(config).exec('demo', POD, 'app', ['false', 'x'], out, null, null, false, (each) => {
        out.end();
        resolve(each.details?.causes?.[0]);
      });
    });
    expect(await text(out)).toBe('false x');
    expect(await status).toEqual({ reason: 'ExitCode', message: '3' });
  });

  it('forwards a port, and hears why one cannot be', async () => {
    const [input, output, problems] = [new PassThrough(), new PassThrough(), new PassThrough()];
    await new PortForward(config).portForward('demo', POD, [80], output, problems, input);
    input.write('GET /three HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n');
    let answer = '';
    output.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    await vi.waitFor(() => expect(answer).toContain('answer to /three'), { timeout: 5000 });
    let why = '';
    problems.on('data', (chunk: Buffer) => (why += chunk.toString()));
    await new PortForward(config).portForward('demo', POD, [9], new PassThrough(), problems, new PassThrough());
    await vi.waitFor(() => expect(why).toContain('nobody listens on 9'), { timeout: 5000 });
  });
});
