import type { Problem } from '@tart-lab/contract/problem.ts';
import { fail, ok, type Result } from '../../result.ts';
import { toSkewMs, toSkewProblem } from './clockSkew.ts';
import type { Exchange } from './exchange.ts';
import { execInPod } from './execInPod.ts';
import { forwardPort } from './forwardPort.ts';
import { resourceOf, type KubeAttempt } from './kubeAttempt.ts';
import type { KubeAnswer, KubeApi, KubeFailure } from './kubeApi.ts';
import type { KubeResponse } from './kubeResponse.ts';
import type { KubeSession } from './kubeSession.ts';
import { openKubeSessions } from './kubeSessions.ts';
import { KubeStreamError } from './kubeStreamError.ts';
import { BodyTooLarge, readBody } from './readBody.ts';
import type { KubeTarget } from './readKubeconfig.ts';
import { LineTooLong, readLines } from './readLines.ts';
import { sendRequest } from './sendRequest.ts';
import { StreamPace } from './streamPace.ts';
import { toKubeFailure, toProblem, unreadable } from './toKubeFailure.ts';
import { toStatusFailure } from './toStatusFailure.ts';

export interface KubeApiOptions {
  readonly now?: () => number;
  /** When streams into pods are taken in; without it, twice a second while they drip. */
  readonly pace?: StreamPace;
  /** An exec plugin is ended after so long. */
  readonly execTimeoutMs?: number;
  /** Called when other credentials than before are in use. */
  readonly onCredentials?: (why: 'kubeconfig' | 'exec') => void;
  /** Called when the API server's clock turns out to be more than 30 s off, and with null when it is right again. */
  readonly onClock?: (problem: Problem | null) => void;
}

const MAX_BODY_BYTES = 64 * 1024 * 1024;
const MAX_LINE_BYTES = 8 * 1024 * 1024;
const MAX_LOG_LINE_BYTES = 1024 * 1024;
const MAX_REFUSAL_BYTES = 64 * 1024;
const REFUSAL_TIMEOUT_MS = 5000;
const SOCKET_TIMEOUT_MS = 10_000;

/**
 * The way to one cluster's API server. Opens nothing before the first request; never fails by itself: what is wrong with the
 * kubeconfig is the failure of each request until it is repaired.
 */
export function openKubeApi(target: KubeTarget, options: KubeApiOptions = {}): KubeApi {
  const { now = Date.now, pace = new StreamPace({ holds: false }), execTimeoutMs = 30_000, onCredentials, onClock } = options;
  const sessions = openKubeSessions(target, { now, execTimeoutMs, onCredentials });
  const stop = new AbortController();
  let clockWrong = false;

  const attemptOf = (verb: string, path: string): KubeAttempt => {
    const session = sessions.last();
    return {
      cluster: target.name,
      verb,
      resource: resourceOf(path),
      server: session?.server.host ?? null,
      via: session?.via ?? null,
      secrets: session?.secrets ?? [],
    };
  };

  const lookAtClock = (response: KubeResponse, sentMs: number, heardMs: number): number | null => {
    const serverDateMs = Date.parse(response.headers.date ?? '');
    if (Number.isNaN(serverDateMs)) return null;
    const problem = toSkewProblem(target.name, toSkewMs(serverDateMs, sentMs, heardMs));
    if (problem !== null || clockWrong) onClock?.(problem);
    clockWrong = problem !== null;
    return serverDateMs;
  };

  /** Sends a request; after a 401 once more, if there are other credentials by then. The answer is a success (2xx). */
  const send = async (verb: string, exchange: Exchange): Promise<Result<Answered, KubeFailure>> => {
    const session = await sessions.current();
    if (!session.ok) return fail(withoutAnswer(session.error));
    const first = await sendAs(session.value, verb, exchange);
    if (first.ok || first.error.status !== 401) return first;
    const renewed = await sessions.renewed(session.value);
    if (!renewed.ok) return fail(withoutAnswer(renewed.error));
    return renewed.value === null ? first : sendAs(renewed.value, verb, exchange);
  };

  const sendAs = async (session: KubeSession, verb: string, exchange: Exchange): Promise<Result<Answered, KubeFailure>> => {
    const attempt = attemptOf(verb, exchange.path);
    const sentMs = now();
    try {
      const response = await sendRequest(session, exchange);
      const serverDateMs = lookAtClock(response, sentMs, now());
      const { status } = response;
      if (status >= 200 && status < 300) return ok({ response, serverDateMs });
      const body = await readBody(response, { maxBytes: MAX_REFUSAL_BYTES, timeoutMs: REFUSAL_TIMEOUT_MS, cut: true }).catch(() => '');
      return fail(toStatusFailure({ status, headers: response.headers, body }, attempt, now()));
    } catch (error) {
      return fail(toKubeFailure(error, attempt));
    }
  };

  const readJson = async (verb: string, exchange: Exchange): Promise<Result<KubeAnswer, KubeFailure>> => {
    const startMs = performance.now();
    const answer = await send(verb, exchange);
    if (!answer.ok) return answer;
    const attempt = attemptOf(verb, exchange.path);
    const { response, serverDateMs } = answer.value;
    const timeoutMs = Math.max(1, exchange.headTimeoutMs - (performance.now() - startMs));
    let text: string;
    try {
      text = await readBody(response, { maxBytes: MAX_BODY_BYTES, timeoutMs });
    } catch (error) {
      return fail(error instanceof BodyTooLarge ? unreadable(error.message, attempt, response.status) : toKubeFailure(error, attempt));
    }
    try {
      const body: unknown = JSON.parse(text);
      return ok({ body, serverDateMs });
    } catch {
      return fail(unreadable(notJson(response, text), attempt, response.status));
    }
  };

  const joined = (signal: AbortSignal): AbortSignal => AbortSignal.any([signal, stop.signal]);

  return {
    cluster: target.name,
    endpoint: () => sessions.last()?.server.href ?? null,
    read: (path, query, { timeoutMs, signal }) =>
      readJson(verbOf(path), { method: 'GET', path, query, headTimeoutMs: timeoutMs, signal: joined(signal) }),
    create: (path, body, { timeoutMs, signal }) =>
      readJson('create', { method: 'POST', path, query: {}, body: JSON.stringify(body), headTimeoutMs: timeoutMs, signal: joined(signal) }),
    delete: (path, { timeoutMs, signal }) =>
      readJson('delete', {
        method: 'DELETE',
        path,
        query: {},
        body: JSON.stringify({ apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background' }),
        headTimeoutMs: timeoutMs,
        signal: joined(signal),
      }),
    async logs({ namespace, name, container }, query, { connectTimeoutMs, idleMs, signal }) {
      const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/log`;
      const asked = container === undefined ? query : { ...query, container };
      const answer = await send('get', { method: 'GET', path, query: asked, headTimeoutMs: connectTimeoutMs, signal: joined(signal) });
      return answer.ok ? ok(linesOf(answer.value.response, idleMs, attemptOf('get', path), MAX_LOG_LINE_BYTES)) : answer;
    },
    async watch(path, query, { connectTimeoutMs, idleMs, signal }) {
      const exchange: Exchange = {
        method: 'GET',
        path,
        query: { ...query, watch: 'true' },
        headTimeoutMs: connectTimeoutMs,
        signal: joined(signal),
      };
      const answer = await send('watch', exchange);
      if (!answer.ok) return answer;
      const attempt = attemptOf('watch', path);
      const { response } = answer.value;
      if (!/json/i.test(response.headers['content-type'] ?? '')) {
        response.destroy();
        return fail(unreadable(notJson(response, ''), attempt, response.status));
      }
      return ok(linesOf(response, idleMs, attempt));
    },
    forward: (namespace, pod, port, signal) => forwardPort(socketDeps(`pods/${pod}/portforward`), { namespace, pod, port }, joined(signal)),
    exec: (pod, command, signal) => execInPod(socketDeps(`pods/${pod.name}/exec`), pod, command, joined(signal)),
    close() {
      stop.abort();
      sessions.close();
      return Promise.resolve();
    },
  };

  function socketDeps(path: string) {
    return {
      sessions,
      attempt: () => attemptOf('create', `/api/v1/namespaces/-/${path}`),
      connectTimeoutMs: SOCKET_TIMEOUT_MS,
      pace,
      now,
    };
  }
}

interface Answered {
  readonly response: KubeResponse;
  readonly serverDateMs: number | null;
}

/** The lines of a watch or a log; whatever breaks them is thrown as a KubeStreamError. */
async function* linesOf(
  response: KubeResponse,
  idleMs: number,
  attempt: KubeAttempt,
  maxLineBytes = MAX_LINE_BYTES,
): AsyncGenerator<string, void> {
  try {
    yield* readLines(response, { maxLineBytes, idleMs });
  } catch (error) {
    throw new KubeStreamError(toStreamFailure(error, idleMs, attempt));
  }
}

function toStreamFailure(error: unknown, idleMs: number, attempt: KubeAttempt): KubeFailure {
  if (error instanceof LineTooLong) return unreadable(error.message, attempt);
  if (!(error instanceof Error && 'code' in error && error.code === 'WATCH_SILENT')) return toKubeFailure(error, attempt);
  const problem = toProblem(
    'watch_silent',
    `nothing came for ${Math.round(idleMs / 1000)} s, not even a bookmark; the connection is made anew`,
    'If it repeats: something between drops connections without a word (a NAT, a VPN, a sleeping VM).',
    attempt,
  );
  return { problem, status: null, reason: null, retryAfterMs: null };
}

const withoutAnswer = (problem: Problem): KubeFailure => ({ problem, status: null, reason: null, retryAfterMs: null });

/** A path that ends in an object's name is a get; lists end in a kind. Discovery and /version need no verb of a role. */
function verbOf(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  const own = parts[0] === 'api' ? parts.slice(2) : parts[0] === 'apis' ? parts.slice(3) : [];
  const inNamespace = own[0] === 'namespaces' && own.length > 2 ? own.slice(2) : own;
  return inNamespace.length === 1 ? 'list' : 'get';
}

function notJson(response: KubeResponse, text: string): string {
  const type = response.headers['content-type'] ?? 'no content type';
  return /html/i.test(type) || /^\s*</.test(text) ? `a web page came instead of JSON (${type})` : `what came is no JSON (${type})`;
}
