import { WebSocket } from 'ws';
import { fail, ok, type Result } from '../../result.ts';
import { codedError } from './codedError.ts';
import { toUrl } from './exchange.ts';
import { gatheredConnection } from './gatheredConnection.ts';
import type { KubeAttempt } from './kubeAttempt.ts';
import type { KubeFailure } from './kubeApi.ts';
import { ofHttp1 } from './kubeResponse.ts';
import type { KubeSession } from './kubeSession.ts';
import type { KubeSessions } from './kubeSessions.ts';
import { readBody } from './readBody.ts';
import type { StreamPace } from './streamPace.ts';
import { toKubeFailure } from './toKubeFailure.ts';
import { toStatusFailure } from './toStatusFailure.ts';

export interface SocketDeps {
  readonly sessions: KubeSessions;
  readonly attempt: () => KubeAttempt;
  readonly connectTimeoutMs: number;
  readonly pace: StreamPace;
  readonly now: () => number;
}

const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const PING_MS = 30_000;

/**
 * Opens a WebSocket to the API server, as the kubeconfig says, with the first of `protocols` that it takes. It is paused: whoever
 * gets it adds listeners and resumes it. Ends with `signal`, and when a ping has no answer until the next one is due.
 * Fails like any request, and as `cluster_failed` when the server takes none of the protocols.
 */
export async function openSocket(
  deps: SocketDeps,
  path: string,
  query: URLSearchParams,
  protocols: readonly string[],
  signal: AbortSignal,
): Promise<Result<WebSocket, KubeFailure>> {
  const session = await deps.sessions.current();
  if (!session.ok) return fail({ problem: session.error, status: null, reason: null, retryAfterMs: null });
  const first = await openAs(session.value, deps, path, query, protocols, signal);
  if (first.ok || first.error.status !== 401) return first;
  const renewed = await deps.sessions.renewed(session.value);
  return renewed.ok && renewed.value ? openAs(renewed.value, deps, path, query, protocols, signal) : first;
}

function openAs(
  session: KubeSession,
  deps: SocketDeps,
  path: string,
  query: URLSearchParams,
  protocols: readonly string[],
  signal: AbortSignal,
): Promise<Result<WebSocket, KubeFailure>> {
  const url = toUrl(session, path, query);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return new Promise((resolve) => {
    const attempt = deps.attempt();
    if (signal.aborted) return resolve(fail(toKubeFailure(codedError('ABORT_ERR', 'aborted'), attempt)));
    const socket = new WebSocket(url, [...protocols], {
      // Through a proxy as it comes: client-node's agent knows the way.
      ...(session.via === null ? { createConnection: () => gatheredConnection(session, deps.pace) } : { agent: session.agent }),
      auth: session.auth,
      headers: { ...session.headers },
      perMessageDeflate: false,
      maxPayload: MAX_MESSAGE_BYTES,
      followRedirects: false,
    });
    const refuse = (failure: KubeFailure): void => {
      settle();
      socket.terminate();
      resolve(fail(failure));
    };
    const onAbort = (): void => refuse(toKubeFailure(codedError('ABORT_ERR', 'aborted'), attempt));
    const timer = setTimeout(
      () => refuse(toKubeFailure(codedError('ETIMEDOUT', `no answer within ${deps.connectTimeoutMs} ms`), attempt)),
      deps.connectTimeoutMs,
    );
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('error', (error) => refuse(toKubeFailure(error, attempt))); // later ones end in 'close', which the user hears
    socket.once('unexpected-response', (_request, response) => {
      void readBody(ofHttp1(response), { maxBytes: 64 * 1024, timeoutMs: deps.connectTimeoutMs, cut: true })
        .catch(() => '')
        .then((body) =>
          refuse(toStatusFailure({ status: response.statusCode ?? 0, headers: response.headers, body }, deps.attempt(), deps.now())),
        );
    });
    socket.once('open', () => {
      settle();
      socket.pause();
      keepAlive(socket, signal);
      resolve(ok(socket));
    });
  });
}

/** Ends the socket with the signal, and when the other side has vanished without a word. */
function keepAlive(socket: WebSocket, signal: AbortSignal): void {
  let heard = true;
  const end = (): void => socket.terminate();
  const timer = setInterval(() => {
    if (!heard && !socket.isPaused) return end(); // a paused one does not hear the answer
    heard = false;
    socket.ping();
  }, PING_MS);
  socket.on('pong', () => (heard = true));
  socket.on('message', () => (heard = true));
  socket.once('close', () => {
    clearInterval(timer);
    signal.removeEventListener('abort', end);
  });
  signal.addEventListener('abort', end, { once: true });
}
