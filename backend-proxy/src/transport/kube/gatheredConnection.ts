import { connect as connectTcp, isIP, type OnReadOpts, type Socket } from 'node:net';
import { Agent as HttpsAgent, type AgentOptions } from 'node:https';
import { Duplex } from 'node:stream';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { Gather } from './gather.ts';
import type { KubeSession } from './kubeSession.ts';
import type { StreamPace } from './streamPace.ts';

/** One TLS record holds no more. */
const RECORD_BYTES = 16 * 1024;

/**
 * A connection of its own to a session's API server, for streams that drip: what comes is gathered below everything that reads it,
 * TLS records as plain bytes, and goes on when `pace` says. As a socket of Node's each record is an event, a turn of the loop and a pass through every stream above:
 * of four clusters with 80 flows a second that was a tenth of the proxy's CPU. Fails by its `error` event.
 */
export function gatheredConnection({ server, agent }: Pick<KubeSession, 'server' | 'agent'>, pace: StreamPace): Duplex {
  const host = server.hostname.replace(/^\[(.*)\]$/, '$1');
  const secure = agent instanceof HttpsAgent ? agent.options : null;
  const port = Number(server.port || (secure ? 443 : 80));
  const open = (onread: OnReadOpts): Socket => (secure ? connectSecurely(secure, host, port, onread) : connectTcp({ host, port, onread }));
  return new GatheredConnection(open, pace);
}

function connectSecurely(secure: AgentOptions, host: string, port: number, onread: OnReadOpts): Socket {
  const { ca, cert, key, secureContext, rejectUnauthorized, servername = isIP(host) ? '' : host } = secure;
  const trust = { ca, cert, key, secureContext, rejectUnauthorized, servername };
  // Node's types do not know that tls.connect takes `onread` as net.connect does.
  const options: ConnectionOptions & { readonly onread: OnReadOpts } = { host, port, ...trust, onread };
  return connectTls(options);
}

class GatheredConnection extends Duplex {
  private readonly socket: Socket;
  private readonly gather: Gather;

  constructor(open: (onread: OnReadOpts) => Socket, pace: StreamPace) {
    super();
    const buffer = Buffer.allocUnsafe(RECORD_BYTES);
    const callback = (bytes: number): boolean => {
      this.gather.take(buffer, bytes);
      return true;
    };
    this.socket = open({ buffer, callback });
    this.gather = new Gather(this.socket, pace, (piece) => this.push(piece));
    this.socket.setNoDelay(true);
    this.socket.on('error', (error) => this.destroy(error));
    this.socket.once('end', () => {
      this.gather.flush();
      this.push(null);
    });
    this.socket.once('close', () => this.destroy());
  }

  override _read(): void {
    this.gather.wanted();
  }
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.socket.write(chunk, done);
  }
  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.socket.write(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }
  override _final(done: (error?: Error | null) => void): void {
    this.socket.end(() => done());
  }
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.gather.end();
    this.socket.destroy();
    done(error);
  }
}
