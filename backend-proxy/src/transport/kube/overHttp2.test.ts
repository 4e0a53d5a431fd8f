import { constants, Http2ServerResponse } from 'node:http2';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Result } from '../../result.ts';
import type { KubeApi, KubeFailure } from './kubeApi.ts';
import { openKubeApi } from './openKubeApi.ts';
import { TEST_CERTIFICATE } from './testCertificate.ts';
import { cut, gone, PATIENT, sendJson, startServer, type Answering, type TestResponse, type TestServer } from './testServer.ts';

const JSON_TYPE = 'application/json';
let server: TestServer;
let answer: Answering;
/** Of the watches, in the order they were asked for. */
let watches: TestResponse[];
const apis: KubeApi[] = [];
const others: Server[] = [];
/** Begins watches, answers everything else. */
const usual: Answering = (request, response) => {
  if (!request.url?.includes('watch=true')) return sendJson(response, 200, { kind: 'PodList' });
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders?.();
  watches.push(response);
};
const start = async (settings = {}): Promise<void> => {
  server = await startServer((request, response) => answer(request, response), 'HTTP/2', settings);
};
beforeEach(async () => {
  answer = usual;
  watches = [];
  await start();
});
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(apis.splice(0).map((api) => api.close()));
  await server.close();
  for (const other of others.splice(0)) other.close();
});

function open(cluster: object = {}): KubeApi {
  const api = openKubeApi({ name: 'dev', kubeconfig: server.kubeconfig({ token: 't' }, cluster), context: null });
  apis.push(api);
  return api;
}
const read = (api: KubeApi, timeoutMs = PATIENT.timeoutMs) => api.read('/api/v1/pods', {}, { ...PATIENT, timeoutMs });

/** A watch: what it said so far, and how it ended. */
interface Heard {
  readonly lines: string[];
  end?: 'clean' | Error;
}
async function listen(api: KubeApi, signal = PATIENT.signal): Promise<Heard> {
  const watch = await api.watch('/api/v1/pods', {}, { signal, connectTimeoutMs: 20_000, idleMs: 90_000 });
  if (!watch.ok) throw new Error(watch.error.problem.detail);
  const heard: Heard = { lines: [] };
  void (async () => {
    try {
      for await (const line of watch.value) heard.lines.push(line);
      heard.end = 'clean';
    } catch (error) {
      heard.end = error instanceof Error ? error : new Error(String(error));
    }
  })();
  return heard;
}
const failureOf = (answered: Result<unknown, KubeFailure>): KubeFailure => {
  if (answered.ok) throw new Error('it succeeded');
  return answered.error;
};

async function listening(other: Server): Promise<number> {
  others.push(other);
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  return (other.address() as AddressInfo).port;
}

/** What a network does that loses a machine: connections stay, and nothing comes through them any more. */
async function openRelay(): Promise<{ readonly url: string; freeze(): void }> {
  const pairs: (readonly [Socket, Socket])[] = [];
  let frozen = false;
  const relay = createServer((from) => {
    frozen = false;
    const to = connect(Number(new URL(server.url).port), '127.0.0.1');
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      one.on('data', (piece) => frozen || other.write(piece));
      one.on('error', () => one.destroy());
      one.on('close', () => frozen || other.destroy());
    }
    pairs.push([from, to]);
  });
  return { url: `https://127.0.0.1:${await listening(relay)}`, freeze: () => void (frozen = true) };
}

describe('one connection', () => {
  it('carries all requests of a cluster, also those that come before it stands', async () => {
    const api = open();
    const heard = await Promise.all([listen(api), read(api), listen(api), read(api), listen(api)]);
    expect(heard.map((each) => ('ok' in each ? each.ok : each.end))).toEqual([undefined, true, undefined, true, undefined]);
    expect((await read(api)).ok).toBe(true);
    expect([server.sessions.length, server.connections()]).toEqual([1, 1]);
    expect(new Set(server.requests.map(({ httpVersion }) => httpVersion))).toEqual(new Set(['2.0']));
  });

  it('stays when a watch or a request on it is given up', async () => {
    const api = open();
    const stop = new AbortController();
    const [left, kept] = [await listen(api, stop.signal), await listen(api)];
    stop.abort();
    await gone(watches[0]!);
    await vi.waitFor(() => expect(left.end).toBeInstanceOf(Error));
    answer = () => undefined;
    expect(failureOf(await read(api, 50)).problem).toMatchObject({ kind: 'cluster_unreachable', detail: expect.stringContaining('50 ms') });
    watches[1]!.write('{}\n');
    await vi.waitFor(() => expect(kept.lines).toEqual(['{}']));
    expect(server.sessions).toHaveLength(1);
  });

  it('is not stalled by who does not read, and the server holds back what they do not take', async () => {
    const api = open();
    const slow = await api.watch('/api/v1/pods', {}, { signal: PATIENT.signal, connectTimeoutMs: 20_000, idleMs: 90_000 });
    const quick = await listen(api);
    const [first, second] = watches as [Http2ServerResponse, TestResponse];
    for (let megabytes = 0; megabytes < 4; megabytes += 1) first.write(`${'x'.repeat(1024 * 1024)}\n`);
    second.write('{"quick":1}\n');
    await vi.waitFor(() => expect(quick.lines).toEqual(['{"quick":1}']));
    expect((await read(api)).ok).toBe(true);
    expect(first.writableLength).toBeGreaterThan(2 * 1024 * 1024);
    let bytes = 0;
    first.end();
    if (slow.ok) for await (const line of slow.value) bytes += line.length;
    expect(bytes).toBe(4 * 1024 * 1024);
  });

  it('that nobody uses keeps no process alive, and closes after a minute', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
    const api = open();
    const sockets = (): number => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
    const watch = await listen(api);
    const whileWatching = sockets();
    watches[0]!.end();
    await vi.waitFor(() => expect(watch.end).toBe('clean'));
    await vi.waitFor(() => expect(sockets()).toBe(whileWatching - 1));
    await vi.advanceTimersByTimeAsync(50_000);
    expect(server.connections()).toBe(1);
    await vi.advanceTimersByTimeAsync(20_000);
    await vi.waitFor(() => expect(server.connections()).toBe(0));
    expect((await read(api)).ok).toBe(true);
  });
});

describe('a kubeconfig', () => {
  it('with other TLS material leaves the connection: answers under way come to their end over it', async () => {
    const api = open();
    const watch = await listen(api);
    server.kubeconfig({ token: 't' }, { 'tls-server-name': 'kubernetes' });
    expect((await read(api)).ok).toBe(true);
    expect([server.sessions.length, server.connections(), watch.end]).toEqual([2, 2, undefined]);
    watches[0]!.write('{}\n');
    watches[0]!.end();
    await vi.waitFor(() => expect(watch).toEqual({ lines: ['{}'], end: 'clean' }));
    await vi.waitFor(() => expect(server.connections()).toBe(1));
  });

  it('with another token keeps the connection', async () => {
    const api = open();
    await read(api);
    server.kubeconfig({ token: 'another-token' });
    await read(api);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer t', 'Bearer another-token']);
    expect(server.sessions).toHaveLength(1);
  });
});

describe('a server', () => {
  it('that says goodbye is left: answers under way come to their end, the next request has a new connection', async () => {
    const api = open();
    const watch = await listen(api);
    server.sessions[0]!.goaway();
    await vi.waitFor(async () => {
      await read(api);
      expect(server.sessions).toHaveLength(2);
    });
    watches[0]!.write('{"late":1}\n');
    watches[0]!.end();
    await vi.waitFor(() => expect(watch).toEqual({ lines: ['{"late":1}'], end: 'clean' }));
    await vi.waitFor(() => expect(server.connections()).toBe(1));
  });

  it('that hangs up ends all watches, as a failure', async () => {
    const api = open();
    const both = [await listen(api), await listen(api)];
    server.hangUp();
    await vi.waitFor(() => {
      for (const { end } of both) expect(end).toMatchObject({ problem: { kind: 'cluster_unreachable' } });
    });
    expect((await read(api)).ok).toBe(true);
  });

  it('that hangs up on a request, or leaves it untouched, is asked once more', async () => {
    const api = open();
    await read(api);
    const refusals: Answering[] = [
      () => server.hangUp(),
      (_request, response) => {
        if (response instanceof Http2ServerResponse) response.stream.close(constants.NGHTTP2_REFUSED_STREAM);
      },
    ];
    for (const refusal of refusals) {
      let asked = 0;
      answer = (request, response) => ((asked += 1) === 1 ? refusal(request, response) : usual(request, response));
      expect((await read(api)).ok).toBe(true);
      expect(asked).toBe(2);
    }
    let created = 0;
    answer = () => {
      created += 1;
      server.hangUp();
    };
    expect((await api.create('/api/v1/pods', {}, PATIENT)).ok).toBe(false);
    expect(created).toBe(1);
  });

  it.each([
    ['a request', () => undefined],
    ['an answer in one packet with its head', (response: TestResponse) => response.writeHead(200, { 'content-type': JSON_TYPE })],
  ])('that resets %s fails that one', async (_what, begin) => {
    const api = open();
    const watch = await listen(api);
    answer = (_request, response) => {
      if (!(response instanceof Http2ServerResponse)) return;
      begin(response);
      cut(response);
    };
    const problem = { kind: 'cluster_unreachable', detail: expect.stringContaining('INTERNAL_ERROR') };
    expect(failureOf(await read(api)).problem).toMatchObject(problem);
    const begun = await api.watch('/api/v1/pods', {}, { signal: PATIENT.signal, connectTimeoutMs: 20_000, idleMs: 90_000 });
    const broken = begun.ok
      ? await begun.value[Symbol.asyncIterator]()
          .next()
          .catch((error: unknown) => error)
      : begun.error;
    expect(broken).toMatchObject({ problem });
    expect([watch.end, server.sessions.length]).toEqual([undefined, 1]);
  });

  it('that allows few requests on a connection has more connections', async () => {
    await server.close();
    await start({ maxConcurrentStreams: 2 });
    const api = open();
    const five = await Promise.all([1, 2, 3, 4, 5].map(() => listen(api)));
    expect([watches.length, server.sessions.length]).toEqual([5, 3]);
    expect((await read(api)).ok).toBe(true);
    expect(server.sessions).toHaveLength(3);
    for (const watch of watches) watch.end();
    await vi.waitFor(() => expect(five.map(({ end }) => end)).toEqual(Array(5).fill('clean')));
  });

  it('that speaks HTTP/1.1 now, and HTTP/2 later, is asked anew after a failure', async () => {
    const old = await startServer(usual, 'HTTP/1.1 with TLS');
    const api = open({ server: old.url });
    await read(api);
    await read(api);
    expect(old.requests.map(({ httpVersion }) => httpVersion)).toEqual(['1.1', '1.1']);
    await old.close();
    expect(failureOf(await read(api)).problem.kind).toBe('cluster_unreachable');
    const young = await startServer(usual, 'HTTP/2', {}, Number(new URL(old.url).port));
    expect((await read(api)).ok).toBe(true);
    expect(young.requests.map(({ httpVersion }) => httpVersion)).toEqual(['2.0']);
    await young.close();
  });

  it('that accepts connections and says nothing, in TLS or in HTTP/2, is given up in time', async () => {
    const mute = createServer((socket) => socket.on('error', () => undefined));
    const muteHttp2 = createTlsServer({ ...TEST_CERTIFICATE, ALPNProtocols: ['h2'] }, (socket) => socket.on('error', () => undefined));
    for (const other of [mute, muteHttp2]) {
      const api = open({ server: `https://127.0.0.1:${await listening(other)}` });
      expect(failureOf(await read(api, 50)).problem).toMatchObject({ detail: expect.stringContaining('no answer within 50 ms') });
      const closing = read(api);
      await sleep(10);
      await api.close();
      expect(failureOf(await closing).status).toBeNull();
    }
  });
});

describe('a connection that died without a word', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] }));
  /** Time passes second by second, and what is on the wire arrives. */
  const pass = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second += 1) {
      await vi.advanceTimersByTimeAsync(1000);
      await sleep(2);
    }
  };

  it('ends all its watches within 40 s, and the next request has a new one', async () => {
    const relay = await openRelay();
    const api = open({ server: relay.url });
    const both = [await listen(api), await listen(api)];
    await pass(30);
    expect(both.map(({ end }) => end)).toEqual([undefined, undefined]); // quiet, not dead
    relay.freeze();
    await pass(24);
    expect(both.map(({ end }) => end)).toEqual([undefined, undefined]);
    await pass(16);
    for (const { end } of both)
      expect(end).toMatchObject({ problem: { kind: 'cluster_unreachable', detail: expect.stringContaining('ping') } });
    expect((await read(api)).ok).toBe(true);
    expect(server.sessions).toHaveLength(2);
  });

  it('is found sooner by a request that has no answer', async () => {
    const relay = await openRelay();
    const api = open({ server: relay.url });
    const watch = await listen(api);
    relay.freeze();
    const late = read(api, 1000);
    await pass(2);
    expect(failureOf(await late).problem.detail).toContain('no answer within 1000 ms');
    await pass(10);
    expect(watch.end).toMatchObject({ problem: { kind: 'cluster_unreachable' } });
  });
});
