import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { KubeSession } from './kubeSession.ts';

export interface Exchange {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Until the answer's head has come. */
  readonly headTimeoutMs: number;
  readonly signal: AbortSignal;
}

/** The URL of a path of the API; the kubeconfig's server may have a path of its own before it. */
export function toUrl({ server }: KubeSession, path: string, query: Readonly<Record<string, string>> | URLSearchParams): URL {
  const url = new URL(server.pathname.replace(/\/$/, '') + path, server);
  url.search = new URLSearchParams(query).toString();
  return url;
}

/** An error with a code, as Node's own have. */
export const codedError = (code: string, message: string): Error => Object.assign(new Error(message), { code });

/**
 * Sends one request over a kept connection and gives the answer as soon as its head is there; its body is the caller's, who
 * destroys it when it is not read to the end. Rejects with what broke. A kept connection that the server closed just then is
 * no failure: the request goes once more over a new one.
 */
export async function sendRequest(session: KubeSession, exchange: Exchange): Promise<IncomingMessage> {
  try {
    return await sendOnce(session, exchange);
  } catch (error) {
    if (error instanceof StaleConnection && !exchange.signal.aborted) return sendOnce(session, exchange);
    throw error;
  }
}

class StaleConnection extends Error {
  readonly code: string;
  constructor(cause: Error) {
    super(cause.message, { cause });
    this.code = 'ECONNRESET';
  }
}

function sendOnce(session: KubeSession, { method, path, query, body, headTimeoutMs, signal }: Exchange): Promise<IncomingMessage> {
  const url = toUrl(session, path, query);
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(codedError('ABORT_ERR', 'aborted'));
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
      method,
      agent: session.agent,
      auth: session.auth,
      headers: {
        accept: 'application/json',
        'user-agent': `tart-lab/${process.env['TART_LAB_VERSION'] ?? 'dev'}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
        ...session.headers,
      },
    });
    let answer: IncomingMessage | undefined;
    const onAbort = (): void => void (answer ?? request).destroy(codedError('ABORT_ERR', 'aborted'));
    const timer = setTimeout(() => request.destroy(codedError('ETIMEDOUT', `no answer within ${headTimeoutMs} ms`)), headTimeoutMs);
    signal.addEventListener('abort', onAbort, { once: true });
    request.once('response', (response) => {
      clearTimeout(timer);
      answer = response; // the signal ends its body too
      response.on('error', () => undefined); // whoever reads it hears it; until then it ends nothing
      response.once('close', () => signal.removeEventListener('abort', onAbort));
      resolve(response);
    });
    // A listener stays: what breaks later is also heard on the answer.
    request.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      if (!answer) signal.removeEventListener('abort', onAbort);
      const stale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      reject(stale ? new StaleConnection(error) : error);
    });
    request.end(body);
  });
}
