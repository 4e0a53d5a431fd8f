import { constants, type ClientHttp2Stream, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http2';
import { codedError } from './codedError.ts';
import { headersOf, StaleConnection, toUrl, type Exchange } from './exchange.ts';
import type { Http2Connection } from './http2Connection.ts';
import type { Http2Connections } from './http2Connections.ts';
import type { KubeResponse } from './kubeResponse.ts';
import type { KubeSession } from './kubeSession.ts';

/**
 * Sends one request over the connection that a session's requests share, as `sendRequest` says; null, unsent, where the server speaks
 * HTTP/1.1 only. What ends a request ends it alone; one that had no answer in time makes the connection be looked at.
 */
export function sendOverHttp2(session: KubeSession, connections: Http2Connections, exchange: Exchange): Promise<KubeResponse | null> {
  const { headTimeoutMs, body, signal } = exchange;
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(codedError('ABORT_ERR', 'aborted'));
    let stream: ClientHttp2Stream | undefined;
    let waits = true;
    const settle = (): void => {
      waits = false;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
    const giveUp = (error: Error): void => {
      settle();
      if (stream) end(stream, error);
      reject(error);
    };
    const onAbort = (): void => giveUp(codedError('ABORT_ERR', 'aborted'));
    let onTimeout = (): void => undefined;
    const timer = setTimeout(() => {
      onTimeout();
      giveUp(codedError('ETIMEDOUT', `no answer within ${headTimeoutMs} ms`));
    }, headTimeoutMs);
    signal.addEventListener('abort', onAbort, { once: true });

    const send = (connection: Http2Connection): void => {
      if (!waits) return;
      const sent = connection.request(toHeaders(session, exchange), body);
      stream = sent;
      onTimeout = () => connection.doubt();
      let answered = false;
      sent.on('error', () => undefined); // whoever reads it hears it; until the answer, it is told at the close
      sent.once('response', (head: IncomingHttpHeaders & { readonly ':status'?: number }) => {
        answered = true;
        clearTimeout(timer); // the signal ends its body too
        resolve(toResponse(sent, head));
      });
      sent.once('close', () => {
        if (answered) settle();
        else if (waits) giveUp(toFailure(sent, connection, exchange));
      });
    };
    connections.use(send).then((sent) => {
      if (sent !== null || !waits) return;
      settle();
      resolve(null);
    }, giveUp);
  });
}

function toHeaders(session: KubeSession, exchange: Exchange): OutgoingHttpHeaders {
  const url = toUrl(session, exchange.path, exchange.query);
  return {
    ':method': exchange.method,
    ':path': `${url.pathname}${url.search}`,
    ':scheme': 'https',
    ':authority': url.host,
    ...(session.auth === undefined ? {} : { authorization: `Basic ${Buffer.from(session.auth).toString('base64')}` }),
    ...headersOf(session, exchange),
  };
}

function toResponse(stream: ClientHttp2Stream, head: IncomingHttpHeaders & { readonly ':status'?: number }): KubeResponse {
  return {
    status: head[':status'] ?? 0,
    headers: head,
    body: stream,
    isWhole: () => !stream.rstCode,
    destroy: (error) => end(stream, error),
  };
}

/** Why a request ended without an answer. One that the server left untouched may go again, and any but a POST when its connection went. */
function toFailure(stream: ClientHttp2Stream, connection: Http2Connection, { method }: Exchange): Error {
  const failure = connection.failure() ?? stream.errored ?? codedError('ECONNRESET', 'the connection was closed');
  const untouched = stream.rstCode === constants.NGHTTP2_REFUSED_STREAM;
  const stale = connection.wasUsed() && !connection.isOpen() && method !== 'POST';
  return untouched || stale ? new StaleConnection(failure) : failure;
}

function end(stream: ClientHttp2Stream, error: Error | undefined): void {
  stream.close(constants.NGHTTP2_CANCEL);
  stream.destroy(error);
}
