import { connect, type ClientHttp2Session, type ClientHttp2Stream, type OutgoingHttpHeaders } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { codedError } from './codedError.ts';

/** One HTTP/2 connection to an API server, which requests share. */
export interface Http2Connection {
  /** Requests may be sent: it stands, and the server did not ask to leave it (GOAWAY). */
  isOpen(): boolean;
  /** One more request is within the server's limit. */
  hasRoom(): boolean;
  /** An answer came over it: when it ends, the server may only have closed what was kept. */
  wasUsed(): boolean;
  /** What ended it; undefined while it stands, and when it ended in order. */
  failure(): Error | undefined;
  request(headers: OutgoingHttpHeaders, body: string | undefined): ClientHttp2Stream;
  /** Someone waited in vain: a connection that does not answer a ping either is given up. */
  doubt(): void;
  /** No more requests; it closes when the answers under way are whole. */
  leave(): void;
}

/** Of one answer, unread: no more piles up behind who reads slowly, and a list's page comes within few round trips. */
const ANSWER_WINDOW_BYTES = 256 * 1024;
/** Of all answers. Node takes what comes off the connection at once: a slow reader stalls no one else. */
const CONNECTION_WINDOW_BYTES = 1024 * 1024;
const SETTINGS_MS = 10_000;
const BEAT_MS = 15_000;
const PING_MS = 10_000;
/** As long as a free connection of HTTP/1.1. */
const FREE_MS = 55_000;

/**
 * Speaks HTTP/2 over a connection that agreed on it, until `signal` aborts. Resolves when the server has told its limits, rejects with
 * what broke it before. A connection over which nothing came for 15 s is pinged: one that died without a word ends, with all its
 * requests, within 40 s. One that nobody uses closes after a minute, and keeps no process alive.
 */
export function openHttp2(server: URL, socket: TLSSocket, signal: AbortSignal): Promise<Http2Connection> {
  const settings = { enablePush: false, initialWindowSize: ANSWER_WINDOW_BYTES };
  const session = connect(server, { createConnection: () => socket, settings });
  let failure: Error | undefined;
  let streams = 0;
  let used = false;
  let usedMs = performance.now();
  let bytesRead = 0;
  let ping: NodeJS.Timeout | undefined;

  const giveUp = (error: Error): void => {
    session.destroy(error);
    socket.destroy(); // the session would wait until its last words are sent
  };
  const doubt = (): void => {
    if (ping || session.destroyed) return;
    const heard = socket.bytesRead;
    ping = setTimeout(() => {
      ping = undefined;
      if (socket.bytesRead === heard) giveUp(codedError('ETIMEDOUT', `the connection is dead: no answer to a ping within ${PING_MS} ms`));
    }, PING_MS);
    ping.unref();
    session.ping(() => {
      clearTimeout(ping);
      ping = undefined;
    });
  };
  const beat = (): void => {
    if (streams === 0 && performance.now() - usedMs >= FREE_MS) session.close();
    else if (streams > 0 && socket.bytesRead === bytesRead) doubt();
    bytesRead = socket.bytesRead;
  };

  const timer = setInterval(beat, BEAT_MS).unref();
  const onAbort = (): void => giveUp(codedError('ECONNRESET', 'the connection was given up'));
  signal.addEventListener('abort', onAbort, { once: true });
  session.on('error', (error: Error) => (failure ??= error));
  session.once('close', () => {
    clearInterval(timer);
    clearTimeout(ping);
    signal.removeEventListener('abort', onAbort);
  });

  const isOpen = (): boolean => !session.closed && !session.destroyed;
  const connection: Http2Connection = {
    isOpen,
    hasRoom: () => isOpen() && streams < limitOf(session),
    wasUsed: () => used,
    failure: () => failure,
    request(headers, body) {
      const stream = session.request(headers, { endStream: body === undefined });
      streams += 1;
      session.ref();
      stream.once('response', () => (used = true));
      stream.once('close', () => {
        streams -= 1;
        usedMs = performance.now();
        if (streams === 0 && !session.destroyed) session.unref();
      });
      if (body !== undefined) stream.end(body);
      return stream;
    },
    doubt,
    leave: () => session.close(),
  };
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => giveUp(codedError('ETIMEDOUT', `no HTTP/2 settings within ${SETTINGS_MS} ms`)), SETTINGS_MS);
    session.once('close', () => {
      clearTimeout(late);
      reject(failure ?? codedError('ECONNRESET', 'the connection was closed'));
    });
    session.once('remoteSettings', () => {
      clearTimeout(late);
      session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
      session.unref();
      resolve(connection);
    });
  });
}

/** A server that allows none is asked all the same: it may allow more soon. */
const limitOf = ({ remoteSettings }: ClientHttp2Session): number => Math.max(1, remoteSettings.maxConcurrentStreams ?? Infinity);
