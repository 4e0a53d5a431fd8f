import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { createSecureServer, type Http2ServerRequest, Http2ServerResponse, type ServerHttp2Session } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubeRequest } from './kubeApi.ts';
import { TEST_CERTIFICATE } from './testCertificate.ts';

/** HTTP/2 is with TLS, beside HTTP/1.1 for who asks for that. What else there is of TLS is tested with the lab's. */
export const PROTOCOLS = ['HTTP/1.1', 'HTTP/1.1 with TLS', 'HTTP/2'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

export type TestRequest = IncomingMessage | Http2ServerRequest;
/** What tests use of a response, over either protocol. */
export interface TestResponse {
  writeHead(status: number, headers?: OutgoingHttpHeaders): { end(text: string): unknown; write(piece: string): unknown };
  flushHeaders?(): void;
  write(piece: string | Uint8Array, done?: () => void): boolean;
  end(text: string): unknown;
  end(): unknown;
  once(event: 'close', listener: () => void): unknown;
}
export type Answering = (request: TestRequest, response: TestResponse) => void;

/** A server for tests of the way to an API server, and a folder for its kubeconfig. */
export interface TestServer {
  /** For `connect` and `upgrade`. */
  readonly http: Server;
  readonly url: string;
  readonly requests: TestRequest[];
  /** Of HTTP/2, the connections that there were. */
  readonly sessions: ServerHttp2Session[];
  readonly folder: string;
  /** How many connections are open. */
  connections(): number;
  /** Ends every connection. */
  hangUp(): void;
  /** Writes a file into the folder and gives its path. */
  write(name: string, text: string, mode?: number): string;
  /** Writes a kubeconfig whose user is `user` and gives its path; `cluster` adds to the cluster's entry. */
  kubeconfig(user: object, cluster?: object): string;
  close(): Promise<void>;
}
export interface TestSettings {
  readonly maxConcurrentStreams?: number;
}

export async function startServer(
  answer: Answering,
  protocol: Protocol = 'HTTP/1.1',
  settings: TestSettings = {},
  port = 0,
): Promise<TestServer> {
  const requests: TestRequest[] = [];
  const sessions: ServerHttp2Session[] = [];
  const sockets = new Set<Socket>();
  const listener: Answering = (request, response) => {
    requests.push(request);
    answer(request, response);
  };
  const http = ((): Server => {
    if (protocol === 'HTTP/1.1') return createServer(listener);
    if (protocol === 'HTTP/1.1 with TLS') return createHttpsServer(TEST_CERTIFICATE, listener);
    return createSecureServer({ ...TEST_CERTIFICATE, settings, allowHTTP1: true }, listener);
  })();
  http.on('session', (session: ServerHttp2Session) => {
    sessions.push(session);
    session.on('error', () => undefined); // who is cut off on purpose
  });
  http.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
  const address = http.address();
  const url = `${protocol === 'HTTP/1.1' ? 'http' : 'https'}://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const folder = mkdtempSync(join(tmpdir(), 'tart-lab-kube-'));
  const write = (name: string, text: string, mode = 0o600): string => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode });
    return path;
  };
  const hangUp = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const trust = protocol === 'HTTP/1.1' ? {} : { 'certificate-authority-data': Buffer.from(TEST_CERTIFICATE.cert).toString('base64') };
  return {
    http,
    url,
    requests,
    sessions,
    folder,
    connections: () => sockets.size,
    hangUp,
    write,
    kubeconfig: (user, cluster = {}) => write('kubeconfig.json', JSON.stringify(kubeconfigOf(url, user, { ...trust, ...cluster }))),
    async close() {
      const closed = new Promise((resolve) => http.close(resolve));
      hangUp();
      await closed;
      rmSync(folder, { recursive: true });
    },
  };
}

export const kubeconfigOf = (server: string, user: object, cluster: object = {}) => ({
  'current-context': 'main',
  contexts: [{ name: 'main', context: { cluster: 'c', user: 'u' } }],
  clusters: [{ name: 'c', cluster: { server, ...cluster } }],
  users: [{ name: 'u', user }],
});

export const sendJson = (response: TestResponse, status: number, body: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};

/** Breaks an answer off in its middle: its connection in HTTP/1.1, its stream in HTTP/2. */
export function cut(response: TestResponse): void {
  if (response instanceof Http2ServerResponse)
    response.stream.destroy(new Error('cut')); // closed with a code, Node ends it in order
  else if (response instanceof ServerResponse) response.destroy();
}

/** The client has given the answer up. */
export function isGone(response: TestResponse): boolean {
  if (response instanceof Http2ServerResponse) return response.stream.destroyed;
  return response instanceof ServerResponse && response.destroyed;
}

export async function gone(response: TestResponse): Promise<void> {
  if (!isGone(response)) await new Promise<void>((resolve) => response.once('close', resolve));
}

/** Limits that no test reaches. */
export const PATIENT: KubeRequest = { timeoutMs: 20_000, signal: new AbortController().signal };
