import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import type { KubeApi } from './kubeApi.ts';
import { KubeStreamError } from './kubeStreamError.ts';
import { openKubeApi } from './openKubeApi.ts';
import { StreamPace } from './streamPace.ts';
import { sendJson, startServer, type TestServer } from './testServer.ts';
import { toBuffer } from './toBuffer.ts';

let server: TestServer;
let api: KubeApi;
let stop: AbortController;
/** What the server speaks of what it is offered, and what it does with each socket. */
let speaks: string[];
let serve: (socket: WebSocket) => void;
let refuse: number | null;
const paths: string[] = [];
beforeEach(async () => {
  speaks = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
  serve = () => undefined;
  refuse = null;
  paths.length = 0;
  stop = new AbortController();
  server = await startServer((_request, response) => sendJson(response, 200, {}), 'HTTP/2');
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => speaks.find((protocol) => offered.has(protocol)) ?? false,
  });
  server.http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    paths.push(request.url ?? '');
    if (request.headers.authorization !== 'Bearer pod-token') refuse ??= 401;
    if (refuse === null) return sockets.handleUpgrade(request, socket, head, (opened) => serve(opened));
    const body = JSON.stringify({ kind: 'Status', code: refuse, message: 'pods "web" is forbidden: cannot create resource "pods/exec"' });
    socket.end(`HTTP/1.1 ${refuse} No\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  });
  api = openKubeApi({ name: 'dev', kubeconfig: server.kubeconfig({ token: 'pod-token' }), context: null });
});
afterEach(async () => {
  stop.abort();
  await api.close();
  await server.close();
});

const frame = (channel: number, payload: string | Buffer): Buffer => Buffer.concat([Buffer.of(channel), Buffer.from(payload)]);
const status = (body: object): Buffer => frame(3, JSON.stringify({ kind: 'Status', ...body }));
const success = status({ status: 'Success' });
const run = () => api.exec({ namespace: 'demo', name: 'web', container: 'app' }, ['cat', '/etc/a b'], stop.signal);

async function outputOf(running: ReturnType<typeof run>): Promise<{ text: string; error: unknown }> {
  const started = await running;
  if (!started.ok) throw new Error(started.error.detail);
  let text = '';
  try {
    for await (const chunk of started.value) text += chunk.toString();
  } catch (error) {
    return { text, error };
  }
  return { text, error: undefined };
}

describe('a command in a pod', () => {
  it.each(['v5.channel.k8s.io', 'v4.channel.k8s.io'])('gives its output and ends with it (%s)', async (protocol) => {
    speaks = [protocol];
    serve = (socket) => {
      socket.send(frame(1, ''));
      for (const word of ['one ', 'two ', 'three']) socket.send(frame(1, word));
      socket.send(success);
    };
    expect(await outputOf(run())).toEqual({ text: 'one two three', error: undefined });
    expect(paths).toEqual(['/api/v1/namespaces/demo/pods/web/exec?stdout=true&stderr=true&container=app&command=cat&command=%2Fetc%2Fa+b']);
  });

  it('whose output drips is held until it is asked for', async () => {
    const pace = new StreamPace({ holds: true });
    const held = openKubeApi({ name: 'dev', kubeconfig: server.kubeconfig({ token: 'pod-token' }), context: null }, { pace });
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const opened = new Promise<WebSocket>((resolve) => (serve = resolve));
      const started = await held.exec({ namespace: 'demo', name: 'web', container: 'app' }, ['cat'], stop.signal);
      if (!started.ok) throw new Error(started.error.detail);
      let text = '';
      const reading = (async () => {
        for await (const chunk of started.value) text += chunk.toString();
      })();
      const far = await opened;
      vi.setSystemTime(Date.now() + 4000); // past the handshakes
      for (const word of ['one ', 'two ', 'three']) await new Promise<void>((sent) => far.send(frame(1, word), () => sent()));
      await pace.takeIn();
      expect(text).toBe('one two three');
      stop.abort();
      await expect(reading).rejects.toThrow();
    } finally {
      vi.useRealTimers();
      await held.close();
    }
  });

  it('that fails throws its exit code and what it said', async () => {
    serve = (socket) => {
      socket.send(frame(1, 'half'));
      socket.send(frame(2, 'cat: no such file\n'));
      const details = { causes: [{ reason: 'ExitCode', message: '3' }] };
      socket.send(status({ status: 'Failure', reason: 'NonZeroExitCode', message: 'command terminated', details }));
    };
    const { text, error } = await outputOf(run());
    expect(text).toBe('half');
    expect(error).toBeInstanceOf(KubeStreamError);
    expect(error).toMatchObject({ exitCode: 3, problem: { kind: 'cluster_failed', detail: 'cat ended with 3: cat: no such file' } });
  });

  it('that is cut is no success', async () => {
    serve = (socket) => socket.send(frame(1, 'half'), () => socket.terminate());
    const { text, error } = await outputOf(run());
    expect(text).toBe('half');
    expect(error).toMatchObject({ exitCode: null, problem: { detail: 'cat was cut before it ended' } });
  });

  it('is read no faster than its reader', async () => {
    let sent = 0;
    let opened: WebSocket | undefined;
    serve = (socket) => {
      opened = socket;
      const piece = frame(1, Buffer.alloc(256 * 1024));
      const next = (): void => {
        if (sent < 400 && socket.readyState === socket.OPEN) socket.send(piece, () => ((sent += 1), next()));
      };
      next();
    };
    const started = await run();
    if (!started.ok) throw new Error(started.error.detail);
    const output = started.value[Symbol.asyncIterator]();
    await output.next();
    const seen = await vi.waitFor(() => {
      expect(opened?.bufferedAmount).toBeGreaterThan(0);
      return sent;
    });
    expect(seen).toBeLessThan(400);
    await output.return?.();
  });

  it('ends with the signal', async () => {
    const closed = new Promise<void>((resolve) => (serve = (socket) => void socket.once('close', () => resolve())));
    const output = outputOf(run());
    await vi.waitFor(() => expect(paths).toHaveLength(1));
    stop.abort();
    expect((await output.catch((error: unknown) => ({ error }))).error).toBeDefined();
    await closed;
  });

  it('that must not run says which permission is missing', async () => {
    refuse = 403;
    expect(await run()).toMatchObject({ ok: false, error: { kind: 'cluster_forbidden', doing: 'create pods/exec' } });
  });

  it('is a failure where no protocol is spoken', async () => {
    speaks = [];
    expect(await run()).toMatchObject({ ok: false, error: { target: 'dev' } });
  });
});

describe('a forwarded port', () => {
  const forward = async (): Promise<Duplex> => {
    const opened = await api.forward('demo', 'web', 4245, stop.signal);
    if (!opened.ok) throw new Error(opened.error.detail);
    return opened.value;
  };
  const port = Buffer.of(0x95, 0x10);
  const hello = (socket: WebSocket): void => {
    socket.send(frame(0, port));
    socket.send(frame(1, port));
  };

  it('carries bytes both ways, without the port that comes first', async () => {
    serve = (socket) => {
      hello(socket);
      socket.on('message', (data) => socket.send(frame(0, Buffer.concat([Buffer.from('echo '), toBuffer(data).subarray(1)]))));
    };
    const stream = await forward();
    stream.write('ping');
    const [data] = (await once(stream, 'data')) as [Buffer];
    expect(data.toString()).toBe('echo ping');
    expect(paths).toEqual(['/api/v1/namespaces/demo/pods/web/portforward?ports=4245']);
    stream.destroy();
  });

  it('is held until it is asked for, and then gives all that came until then', async () => {
    const pace = new StreamPace({ holds: true });
    const held = openKubeApi({ name: 'dev', kubeconfig: server.kubeconfig({ token: 'pod-token' }), context: null }, { pace });
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const opened = new Promise<WebSocket>((resolve) => {
        serve = (socket) => {
          hello(socket);
          resolve(socket);
        };
      });
      const forwarded = await held.forward('demo', 'web', 4245, stop.signal);
      if (!forwarded.ok) throw new Error(forwarded.error.detail);
      let text = '';
      forwarded.value.on('data', (data: Buffer) => (text += data.toString()));
      const far = await opened;
      vi.setSystemTime(Date.now() + 4000); // past the handshakes
      for (const word of ['one ', 'two ', 'three']) await new Promise<void>((sent) => far.send(frame(0, word), () => sent()));
      await pace.takeIn();
      expect(text).toBe('one two three');
      forwarded.value.destroy();
    } finally {
      vi.useRealTimers();
      await held.close();
    }
  });

  it('ends when the other side ends', async () => {
    serve = (socket) => {
      hello(socket);
      socket.send(frame(0, 'bye'), () => socket.close());
    };
    const stream = await forward();
    let text = '';
    for await (const chunk of stream) text += String(chunk);
    expect(text).toBe('bye');
  });

  it.each<[string, (socket: WebSocket) => void, RegExp]>([
    ['that nothing listens at', (socket) => socket.send(frame(1, 'connection refused')), /connection refused/],
    ['that is cut', (socket) => socket.terminate(), /cut/],
  ])('%s is destroyed with the reason', async (_what, end, detail) => {
    serve = (socket) => {
      hello(socket);
      end(socket);
    };
    const stream = await forward();
    const error: unknown = await (async () => {
      for await (const chunk of stream) expect(chunk).toBeUndefined();
    })().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(KubeStreamError);
    expect(error).toMatchObject({ message: expect.stringMatching(detail) });
  });

  it.each(['abort', 'destroy'])('lets go of its connection on %s', async (how) => {
    const closed = new Promise<void>((resolve) => {
      serve = (socket) => {
        hello(socket);
        socket.once('close', () => resolve());
      };
    });
    const stream = await forward();
    stream.on('error', () => undefined);
    if (how === 'abort') stop.abort();
    else stream.destroy();
    await closed;
    await vi.waitFor(() => expect(server.connections()).toBe(0));
  });
});
