import { isIP } from 'node:net';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { codedError } from './codedError.ts';

const CONNECT_MS = 10_000;
const KEEP_ALIVE_MS = 30_000;

/**
 * A TLS connection to `server` that has agreed on HTTP/2 or HTTP/1.1, told by its `alpnProtocol`. Rejects with what Node says, after
 * 10 s (`ETIMEDOUT`), and when `signal` aborts.
 */
export function connectSecurely(server: URL, trust: ConnectionOptions, signal: AbortSignal): Promise<TLSSocket> {
  const host = server.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = Number(server.port || 443);
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(codedError('ABORT_ERR', 'aborted'));
    const socket = connect({ host, port, servername: isIP(host) ? '' : host, ...trust, ALPNProtocols: ['h2', 'http/1.1'] });
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
    const giveUp = (error: Error): void => {
      settle();
      socket.destroy();
      reject(error);
    };
    const onAbort = (): void => giveUp(codedError('ABORT_ERR', 'aborted'));
    const timer = setTimeout(() => giveUp(codedError('ETIMEDOUT', `no connection within ${CONNECT_MS} ms`)), CONNECT_MS);
    signal.addEventListener('abort', onAbort, { once: true });
    // They stay, and say nothing new once it stands: what breaks later is heard by who uses it.
    socket.on('error', giveUp);
    socket.once('close', () => giveUp(codedError('ECONNRESET', 'the connection was closed before TLS was agreed on')));
    socket.once('secureConnect', () => {
      settle();
      socket.setNoDelay(true);
      socket.setKeepAlive(true, KEEP_ALIVE_MS);
      resolve(socket);
    });
  });
}
