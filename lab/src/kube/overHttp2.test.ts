import { mkdtempSync, rmSync } from 'node:fs';
import { type ClientHttp2Session, type ClientHttp2Stream, type IncomingHttpHeaders, connect } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { textAt } from './fields.ts';
import { fixtureStore } from './fixture/fixtureStore.ts';
import { ask, tokenOf } from './fixture/testClient.ts';
import { type KubeServer, openKubeApi } from './openKubeApi.ts';

const PODS = '/api/v1/namespaces/demo/pods';
const INTERNAL_ERROR = 2;

let dir: string;
let server: KubeServer;
let session: ClientHttp2Session;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'kube-h2-'));
  server = await openKubeApi({ name: 'dev', dir, store: fixtureStore(Date.UTC(2026, 2, 10, 12)), bookmarkEveryMs: 20 });
  session = open();
});
afterEach(async () => {
  session.destroy();
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

function open(more: ConnectionOptions = {}): ClientHttp2Session {
  const opened = connect(server.url, { ca: server.caPem, ...more });
  opened.on('error', () => undefined); // told at the requests
  return opened;
}

interface Answer {
  readonly status: number | undefined;
  readonly stream: ClientHttp2Stream;
}
function request(path: string, { on = session, token = tokenOf(server) }: { on?: ClientHttp2Session; token?: string | null } = {}) {
  const stream = on.request({ ':path': path, ...(token === null ? {} : { authorization: `Bearer ${token}` }) });
  return new Promise<Answer>((resolve, reject) => {
    stream.on('error', reject);
    stream.once('response', (head: IncomingHttpHeaders & { readonly ':status'?: number }) => resolve({ status: head[':status'], stream }));
  });
}

/** What a watch says as it comes, and the code it was reset with, undefined while it is open. */
function listen(stream: ClientHttp2Stream): { readonly said: () => string; readonly reset: () => number | undefined } {
  let said = '';
  let reset: number | undefined;
  stream.on('data', (piece) => (said += String(piece)));
  stream.on('close', () => (reset = stream.rstCode));
  return { said: () => said, reset: () => reset };
}

it('is chosen by clients that know it; the others have HTTP/1.1', async () => {
  const agreed = (ALPNProtocols?: string[]): Promise<string | false | null> =>
    new Promise((resolve) => {
      const socket: TLSSocket = connectTls({ host: '127.0.0.1', port: server.port, ca: server.caPem, ALPNProtocols }, () => {
        resolve(socket.alpnProtocol);
        socket.destroy();
      });
    });
  expect(await agreed(['h2', 'http/1.1'])).toBe('h2');
  expect(await agreed(['http/1.1'])).toBe('http/1.1');
  expect(await agreed()).toBe(false);
  expect((await ask(server, PODS)).status).toBe(200);
});

it('carries lists and watches over one connection', async () => {
  const list = await request(PODS);
  expect(textAt(JSON.parse(await text(list.stream)), 'kind')).toBe('PodList');
  const watches = await Promise.all([1, 2, 3].map(() => request(`${PODS}?watch=true`)));
  const heard = watches.map(({ stream }) => listen(stream));
  for (const { said } of heard) await vi.waitFor(() => expect(said()).toContain('"ADDED"'));
  expect(server.openWatches()).toBe(3);
  for (const { stream } of watches) stream.close();
  await vi.waitFor(() => expect(server.openWatches()).toBe(0));
  expect(session.closed).toBe(false);
});

it('knows who asks by token and by client certificate', async () => {
  expect((await request(PODS, { token: 'no-such-token' })).status).toBe(401);
  expect((await request(PODS, { token: null })).status).toBe(403);
  const config: unknown = parse(server.kubeconfig('admin-certificate'));
  const pem = (key: string): Buffer => Buffer.from(textAt(config, 'users', 0, 'user', key) ?? '', 'base64');
  const certified = open({ cert: pem('client-certificate-data'), key: pem('client-key-data') });
  expect((await request(PODS, { on: certified, token: null })).status).toBe(200);
  certified.destroy();
});

it('cuts watches by resetting their streams, and the connection stays', async () => {
  const watch = listen((await request(`${PODS}?watch=true`)).stream);
  server.cutWatches();
  await vi.waitFor(() => expect(watch.reset()).toBe(INTERNAL_ERROR));
  expect((await request(PODS)).status).toBe(200);
});

it('cuts a list in its body', async () => {
  await server.set({ cutLists: 1 });
  await expect(request(PODS).then(({ stream }) => text(stream))).rejects.toThrow('INTERNAL_ERROR');
});

it('falls silent on watches without ending them, and goes on with what else is asked', async () => {
  const watch = listen((await request(`${PODS}?watch=true&allowWatchBookmarks=true`)).stream);
  await vi.waitFor(() => expect(watch.said()).toContain('BOOKMARK'));
  await server.set({ silentWatches: true });
  const before = watch.said();
  expect((await request(PODS)).status).toBe(200);
  expect([watch.said(), watch.reset()]).toEqual([before, undefined]);
});

it('goes with its connections, and is back on its port', async () => {
  const watch = listen((await request(`${PODS}?watch=true`)).stream);
  await server.set({ gone: true });
  await vi.waitFor(() => expect(watch.reset()).toBeDefined());
  await expect(request(PODS)).rejects.toThrow();
  await server.set({ gone: false });
  session = open();
  expect((await request(PODS)).status).toBe(200);
});
