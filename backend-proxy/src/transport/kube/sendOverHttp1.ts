import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { codedError } from './codedError.ts';
import { headersOf, StaleConnection, toUrl, type Exchange } from './exchange.ts';
import { ofHttp1, type KubeResponse } from './kubeResponse.ts';
import type { KubeSession } from './kubeSession.ts';

/** Sends one request over a connection of its own for so long, as `sendRequest` says. */
export function sendOverHttp1(session: KubeSession, exchange: Exchange): Promise<KubeResponse> {
  const { method, path, query, body, headTimeoutMs, signal } = exchange;
  const url = toUrl(session, path, query);
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(codedError('ABORT_ERR', 'aborted'));
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(url, { method, agent: session.agent, auth: session.auth, headers: headersOf(session, exchange) });
    let answer: KubeResponse | undefined;
    const onAbort = (): void => void (answer ?? request).destroy(codedError('ABORT_ERR', 'aborted'));
    const timer = setTimeout(() => request.destroy(codedError('ETIMEDOUT', `no answer within ${headTimeoutMs} ms`)), headTimeoutMs);
    signal.addEventListener('abort', onAbort, { once: true });
    request.once('response', (response) => {
      clearTimeout(timer);
      answer = ofHttp1(response); // the signal ends its body too
      response.on('error', () => undefined); // whoever reads it hears it; until then it ends nothing
      response.once('close', () => signal.removeEventListener('abort', onAbort));
      resolve(answer);
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
