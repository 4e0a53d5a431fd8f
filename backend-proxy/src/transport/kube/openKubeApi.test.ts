import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { KubeApi, KubeFailure } from './kubeApi.ts';
import { KubeStreamError } from './kubeStreamError.ts';
import { openKubeApi, type KubeApiOptions } from './openKubeApi.ts';
import {
  cut,
  gone,
  isGone,
  PATIENT,
  PROTOCOLS,
  sendJson,
  startServer,
  type Answering,
  type Protocol,
  type TestResponse,
  type TestServer,
} from './testServer.ts';

let server: TestServer;
let answer: Answering;
const apis: KubeApi[] = [];
const serve = (protocol: Protocol): void =>
  beforeEach(async () => {
    answer = (_request, response) => sendJson(response, 200, { kind: 'PodList' });
    server = await startServer((request, response) => answer(request, response), protocol);
  });
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(apis.splice(0).map((api) => api.close()));
  await server.close();
});

function open(kubeconfig: string | null, options?: KubeApiOptions, context: string | null = null): KubeApi {
  const api = openKubeApi({ name: 'dev', kubeconfig, context }, options);
  apis.push(api);
  return api;
}
const openWithToken = (options?: KubeApiOptions): KubeApi => open(server.kubeconfig({ token: 's3cret-token' }), options);

async function failureOf(api: KubeApi, path = '/api/v1/pods'): Promise<KubeFailure> {
  const read = await api.read(path, {}, PATIENT);
  if (read.ok) throw new Error('it succeeded');
  return read.error;
}

async function readAll(lines: AsyncIterable<string>): Promise<{ lines: string[]; error: unknown }> {
  const seen: string[] = [];
  try {
    for await (const line of lines) seen.push(line);
  } catch (error) {
    return { lines: seen, error };
  }
  return { lines: seen, error: undefined };
}

async function openLines(api: KubeApi, idleMs = 90_000, signal = PATIENT.signal): Promise<AsyncIterable<string>> {
  const watch = await api.watch('/api/v1/pods', { resourceVersion: '7' }, { signal, connectTimeoutMs: 20_000, idleMs });
  if (!watch.ok) throw new Error(watch.error.problem.detail);
  return watch.value;
}

/** A handler that begins a watch and hands out its response. */
function streaming(): Promise<TestResponse> {
  return new Promise((resolve) => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.flushHeaders?.();
      resolve(response);
    };
  });
}

describe.each(PROTOCOLS)('a request over %s', (protocol) => {
  serve(protocol);

  it('goes to the server’s own path with the query and the token, over one kept connection', async () => {
    const api = open(server.kubeconfig({ token: 's3cret-token' }, { server: `${server.url}/k8s/clusters/c-1` }));
    for (const limit of ['1', '2']) {
      const read = await api.read('/api/v1/pods', { limit, labelSelector: 'a=b,c' }, PATIENT);
      expect(read).toMatchObject({ ok: true, value: { body: { kind: 'PodList' } } });
    }
    expect(server.requests.map(({ url }) => url)).toEqual([
      '/k8s/clusters/c-1/api/v1/pods?limit=1&labelSelector=a%3Db%2Cc',
      '/k8s/clusters/c-1/api/v1/pods?limit=2&labelSelector=a%3Db%2Cc',
    ]);
    expect(server.requests[0]?.headers.authorization).toBe('Bearer s3cret-token');
    expect(server.connections()).toBe(1);
  });

  it('says as whom: user, uid, groups and more', async () => {
    const user = {
      token: 't',
      as: 'ann',
      'as-uid': '7',
      'as-groups': ['devs', 'ops'],
      'as-user-extra': { 'example.org/team': ['a', 'b'] },
    };
    await open(server.kubeconfig(user)).read('/api/v1/pods', {}, PATIENT);
    const sent = server.requests[0]?.rawHeaders ?? [];
    const pairs = sent.flatMap((name, index) => (index % 2 === 0 ? [`${name.toLowerCase()}: ${sent[index + 1]}`] : []));
    expect(pairs.filter((pair) => pair.startsWith('impersonate-'))).toEqual([
      'impersonate-user: ann',
      'impersonate-uid: 7',
      'impersonate-group: devs',
      'impersonate-group: ops',
      'impersonate-extra-example.org%2fteam: a',
      'impersonate-extra-example.org%2fteam: b',
    ]);
  });

  it('with a body is sent as JSON', async () => {
    answer = (request, response) => {
      let text = '';
      request.on('data', (chunk) => (text += String(chunk)));
      request.on('end', () => sendJson(response, 201, { got: JSON.parse(text) as unknown, type: request.headers['content-type'] }));
    };
    const created = await openWithToken().create('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { spec: 'ä' }, PATIENT);
    expect(created).toMatchObject({ ok: true, value: { body: { got: { spec: 'ä' }, type: 'application/json' } } });
  });

  it('goes once more when the kept connection was closed just then', async () => {
    const api = openWithToken();
    await api.read('/version', {}, PATIENT);
    answer = (_request, response) => {
      if (server.requests.length === 2) server.hangUp();
      else sendJson(response, 200, {});
    };
    expect((await api.read('/version', {}, PATIENT)).ok).toBe(true);
    expect(server.requests).toHaveLength(3);
  });

  it('uses user and password where there is no token', async () => {
    await open(server.kubeconfig({ username: 'admin', password: 'pass-word' })).read('/version', {}, PATIENT);
    expect(server.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('admin:pass-word').toString('base64')}`);
  });

  it('ends with its signal', async () => {
    const stop = new AbortController();
    answer = () => stop.abort();
    const read = await openWithToken().read('/version', {}, { ...PATIENT, signal: stop.signal });
    expect(read).toMatchObject({ ok: false, error: { status: null } });
  });
});

describe.each(PROTOCOLS)('an answer over %s', (protocol) => {
  serve(protocol);

  const forbidden = {
    kind: 'Status',
    reason: 'Forbidden',
    code: 403,
    message: 'pods is forbidden: User "viewer" cannot list resource "pods"',
  };
  it.each<[string, number, unknown, Record<string, string>, string, RegExp]>([
    [
      '401',
      401,
      { kind: 'Status', code: 401, reason: 'Unauthorized', message: 'Unauthorized' },
      {},
      'cluster_auth_failed',
      /does not accept/,
    ],
    ['403', 403, forbidden, {}, 'cluster_forbidden', /cannot list resource "pods"/],
    ['403 without words', 403, {}, {}, 'cluster_forbidden', /must not list pods/],
    ['429', 429, {}, { 'retry-after': '7' }, 'cluster_throttled', /429/],
    ['500', 500, { kind: 'Status', message: 'etcdserver: leader changed' }, {}, 'cluster_failed', /leader changed/],
    ['503 as a page', 503, '<html>', { 'content-type': 'text/html', 'retry-after': '2' }, 'cluster_failed', /503: a web page/],
    ['404', 404, {}, {}, 'cluster_failed', /has no pods/],
    ['a redirect', 302, {}, { location: 'https://login.example/?state=abc' }, 'cluster_unreadable', /302, to https:\/\/login\.example\)/],
  ])('%s is its own kind of problem', async (_what, status, body, headers, kind, detail) => {
    answer = (_request, response) => sendJson(response, status, body, headers);
    const failure = await failureOf(openWithToken());
    expect(failure).toMatchObject({ status, problem: { kind, target: 'dev', doing: 'list pods' } });
    expect(failure.problem.detail).toMatch(detail);
    expect(failure.retryAfterMs).toBe(headers['retry-after'] ? Number(headers['retry-after']) * 1000 : null);
  });

  it('410 keeps its status and reason', async () => {
    answer = (_request, response) => sendJson(response, 410, { kind: 'Status', code: 410, reason: 'Expired' });
    expect(await failureOf(openWithToken())).toMatchObject({ status: 410, reason: 'Expired' });
  });

  it('that is a web page is unreadable, also for a watch', async () => {
    answer = (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
    const api = openWithToken();
    expect((await failureOf(api)).problem).toMatchObject({ kind: 'cluster_unreadable', detail: expect.stringContaining('web page') });
    const watch = await api.watch('/api/v1/pods', {}, { signal: PATIENT.signal, connectTimeoutMs: 20_000, idleMs: 90_000 });
    expect(watch).toMatchObject({ ok: false, error: { problem: { kind: 'cluster_unreadable', doing: 'watch pods' } } });
  });

  it('that is cut in the middle is a failure', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '1000', 'content-type': 'application/json' });
      response.write('{"items":[', () => cut(response));
    };
    expect((await failureOf(openWithToken())).problem.kind).toBe('cluster_unreachable');
  });

  it('that does not come in time, or not wholly, is a failure', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const api = openWithToken();
    for (const begin of [false, true]) {
      const asked = new Promise<void>((resolve) => {
        answer = (_request, response) => {
          if (begin) response.writeHead(200).write('{');
          resolve();
        };
      });
      const read = api.read('/api/v1/pods', {}, PATIENT);
      await asked;
      await new Promise(setImmediate);
      await vi.advanceTimersByTimeAsync(20_000);
      expect(await read).toMatchObject({ ok: false, error: { status: null, problem: { kind: 'cluster_unreachable' } } });
    }
  });

  it('shows a clock that is off by more than 30 s, and that it is right again', async () => {
    const told: (Problem | null)[] = [];
    const nowMs = Date.parse('2026-11-22T12:00:00Z');
    const api = openWithToken({ now: () => nowMs, onClock: (problem) => told.push(problem) });
    for (const date of [
      'Sun, 22 Nov 2026 12:00:29 GMT',
      'Sun, 22 Nov 2026 11:58:00 GMT',
      'Sun, 22 Nov 2026 12:00:00 GMT',
      'Sun, 22 Nov 2026 12:00:01 GMT',
    ]) {
      answer = (_request, response) => sendJson(response, 200, {}, { date });
      const read = await api.read('/version', {}, PATIENT);
      expect(read).toMatchObject({ ok: true, value: { serverDateMs: Date.parse(date) } });
    }
    expect(told).toEqual([expect.objectContaining({ kind: 'clock_skewed', detail: expect.stringContaining('119 s behind') }), null]);
  });
});

describe('a server', () => {
  beforeEach(async () => {
    server = await startServer((_request, response) => sendJson(response, 200, {}));
  });

  it('that is not there is unreachable', async () => {
    const api = open(server.kubeconfig({}, { server: 'http://127.0.0.1:1' }));
    expect((await failureOf(api)).problem).toMatchObject({ kind: 'cluster_unreachable', detail: 'nothing listens at 127.0.0.1:1' });
  });

  it('that speaks no TLS where https is asked fails in TLS', async () => {
    const api = open(server.kubeconfig({}, { server: server.url.replace('http:', 'https:') }));
    expect((await failureOf(api)).problem.kind).toBe('cluster_tls_failed');
  });

  it('behind a proxy that refuses is unreachable, and the proxy’s password shows nowhere', async () => {
    server.http.on('connect', (_request: unknown, socket: Duplex) => socket.end('HTTP/1.1 407 No\r\n\r\n'));
    const proxy = server.url.replace('http://', 'http://me:hunter22@');
    const api = open(server.kubeconfig({}, { server: 'https://dev.example:6443', 'proxy-url': proxy }));
    const { problem } = await failureOf(api);
    expect(problem).toMatchObject({ kind: 'cluster_unreachable', detail: expect.stringContaining('through the proxy 127.0.0.1') });
    expect(JSON.stringify(problem)).not.toContain('hunter22');
  });
});

describe.each(PROTOCOLS)('a watch over %s', (protocol) => {
  serve(protocol);

  it('gives whole lines, however they come', async () => {
    const began = streaming();
    const reading = openLines(openWithToken()).then(readAll);
    const response = await began;
    const bytes = Buffer.from('{"a":"ü"}\n{"b":2}\n\n{"c":"cut');
    for (const byte of bytes) response.write(Buffer.of(byte));
    response.end();
    expect(await reading).toEqual({ lines: ['{"a":"ü"}', '{"b":2}'], error: undefined });
    expect(server.requests[0]?.url).toBe('/api/v1/pods?resourceVersion=7&watch=true');
  });

  it('that breaks throws why', async () => {
    const began = streaming();
    const reading = openLines(openWithToken()).then(readAll);
    const response = await began;
    response.write('{"a":1}\n', () => cut(response));
    const { lines, error } = await reading;
    expect(lines).toEqual(['{"a":1}']);
    expect(error).toBeInstanceOf(KubeStreamError);
    expect(error).toMatchObject({ problem: { kind: 'cluster_unreachable' } });
  });

  it('that falls silent without a word is given up after the idle time, counted from the last byte', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const began = streaming();
    const lines = (await openLines(openWithToken(), 90_000))[Symbol.asyncIterator]();
    const first = lines.next();
    const response = await began;
    await vi.advanceTimersByTimeAsync(89_000);
    response.write('{"a":1}\n');
    expect(await first).toMatchObject({ value: '{"a":1}' });
    const second = lines.next().catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(89_000);
    expect(isGone(response)).toBe(false);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await second).toMatchObject({ problem: { kind: 'watch_silent', detail: expect.stringContaining('90 s') } });
    await gone(response);
  });

  it('with a line beyond the limit is given up without keeping it', async () => {
    const began = streaming();
    const reading = openLines(openWithToken()).then(readAll);
    const response = await began;
    const piece = Buffer.alloc(1024 * 1024, 'x');
    for (let count = 0; count < 9 && !isGone(response); count += 1) response.write(piece);
    const { error } = await reading;
    expect(error).toMatchObject({ problem: { kind: 'cluster_unreadable', detail: expect.stringContaining('line') } });
  });

  it.each(['abort', 'close', 'leave'])('lets go of its connection on %s', async (how) => {
    const stop = new AbortController();
    const began = streaming();
    const api = openWithToken();
    const lines = await openLines(api, 90_000, stop.signal);
    const response = await began;
    response.write('{}\n');
    const reading = (async () => {
      for await (const line of lines) {
        if (how === 'leave') return line;
        if (how === 'abort') stop.abort();
        if (how === 'close') await api.close();
      }
      return undefined;
    })().catch(() => undefined);
    await gone(response);
    await reading;
    await vi.waitFor(() => expect(server.connections()).toBe(protocol === 'HTTP/2' && how !== 'close' ? 1 : 0));
  });
});
