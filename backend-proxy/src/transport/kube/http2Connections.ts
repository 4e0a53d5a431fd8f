import type { ConnectionOptions } from 'node:tls';
import { codedError } from './codedError.ts';
import { connectSecurely } from './connectSecurely.ts';
import { openHttp2, type Http2Connection } from './http2Connection.ts';

/** The HTTP/2 connections to one API server: one, and more only where the server allows few requests on each. */
export interface Http2Connections {
  /**
   * Calls `send` with a connection that has room, opened if need be; requests at the same time share one opening. Null, without a
   * call, where the server speaks HTTP/1.1 only. Rejects with what broke the connecting.
   */
  use(send: (connection: Http2Connection) => void): Promise<'sent' | null>;
  /** Whether the server speaks HTTP/2 is asked anew. */
  forget(): void;
  /** The server is left: answers under way are read to their end, and the connections close. */
  leave(): void;
  destroy(): void;
}

/** Opens nothing before the first request. `trust` is the TLS material. */
export function http2Connections(server: URL, trust: ConnectionOptions): Http2Connections {
  const stop = new AbortController();
  let connections: Http2Connection[] = [];
  let opening: Promise<Http2Connection | null> | undefined;
  let speaksHttp2 = true;
  let left = false;

  const open = async (): Promise<Http2Connection | null> => {
    const socket = await connectSecurely(server, trust, stop.signal);
    if (socket.alpnProtocol !== 'h2') {
      socket.destroy();
      speaksHttp2 = false;
      return null;
    }
    const connection = await openHttp2(server, socket, stop.signal);
    connections = [...connections.filter((known) => known.isOpen()), connection];
    if (left) setImmediate(() => connection.leave()); // after those who wait for it have sent
    return connection;
  };

  return {
    async use(send) {
      while (speaksHttp2) {
        const free = connections.find((connection) => connection.hasRoom());
        if (free) {
          send(free);
          return 'sent';
        }
        opening ??= open().finally(() => (opening = undefined));
        const opened = await opening;
        // One that is full already was others': the next is for those that still wait.
        if (opened && !opened.isOpen()) throw codedError('ECONNRESET', 'the connection was closed as soon as it stood');
      }
      return null;
    },
    forget: () => void (speaksHttp2 = true),
    leave() {
      left = true;
      for (const connection of connections) connection.leave();
    },
    destroy: () => stop.abort(),
  };
}
