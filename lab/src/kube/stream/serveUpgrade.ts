import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, createWebSocketStream } from 'ws';
import type { KubeContext } from '../api/context.ts';
import type { KubeRequest } from '../api/kubeRequest.ts';
import { existing } from '../api/read.ts';
import { badRequest, noSuchPath } from '../api/refusal.ts';
import { SpdySession } from '../spdy/spdySession.ts';
import { execWish } from './exec.ts';
import { serveSpdyExec } from './spdyExec.ts';
import { serveSpdyForward } from './spdyForward.ts';
import { serveSocketExec } from './socketExec.ts';
import { serveSocketForward } from './socketForward.ts';

export interface Upgrade {
  readonly incoming: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

const TUNNEL = 'SPDY/3.1+portforward.k8s.io';
const EXEC_PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io', 'v3.channel.k8s.io', 'v2.channel.k8s.io', 'channel.k8s.io'];
const FORWARD_PROTOCOLS = [TUNNEL, 'v4.channel.k8s.io', 'portforward.k8s.io'];
const SPDY_PROTOCOLS = { exec: ['v4.channel.k8s.io', 'v3.channel.k8s.io', 'v2.channel.k8s.io'], portforward: ['portforward.k8s.io'] };

/**
 * Answers an upgrade of pods/exec or pods/portforward: WebSocket (kubectl since 1.30, client libraries) or SPDY/3.1 (older kubectl).
 * Throws a Refusal while the connection still speaks HTTP.
 */
export function serveUpgrade(context: KubeContext, request: KubeRequest, upgrade: Upgrade): void {
  const { resource, subresource } = request;
  if (resource?.plural !== 'pods' || (subresource !== 'exec' && subresource !== 'portforward')) throw noSuchPath();
  const pod = existing(context, request, resource);
  const wish = subresource === 'exec' ? execWish(pod, request.query) : undefined;
  const kind = upgrade.incoming.headers.upgrade?.toLowerCase();
  if (kind === 'spdy/3.1') acceptSpdy(upgrade, subresource, (session, head) => void run(session, head));
  else if (kind === 'websocket') acceptSocket();
  else throw badRequest('unable to upgrade: unknown protocol');

  function run(session: SpdySession, head: Buffer): Promise<void> {
    return wish ? serveSpdyExec(context, wish, session, head) : serveSpdyForward(context, pod, session, head);
  }

  function acceptSocket(): void {
    const known = wish ? EXEC_PROTOCOLS : FORWARD_PROTOCOLS;
    const offered = (upgrade.incoming.headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim());
    const chosen = known.find((each) => offered.includes(each));
    if (chosen === undefined && offered.some((each) => each.length > 0)) throw badRequest('unable to upgrade: no protocol in common');
    const server = new WebSocketServer({ noServer: true, handleProtocols: () => chosen ?? false, perMessageDeflate: false });
    server.handleUpgrade(upgrade.incoming, upgrade.socket, upgrade.head, (socket) => {
      // A broken connection closes the socket, which is what everything listens for.
      socket.on('error', () => socket.terminate());
      if (chosen === TUNNEL) {
        const wire = createWebSocketStream(socket);
        wire.on('error', () => wire.destroy());
        void run(new SpdySession(wire), Buffer.alloc(0));
      } else if (wish) void serveSocketExec(context, wish, socket, chosen ?? '');
      else serveSocketForward(context, pod, request.query, socket);
    });
  }
}

/** Agrees on SPDY, with the newest version of the streams' protocol that both know. */
function acceptSpdy(
  { incoming, socket, head }: Upgrade,
  subresource: 'exec' | 'portforward',
  then: (session: SpdySession, head: Buffer) => void,
): void {
  const offered = [incoming.headers['x-stream-protocol-version'] ?? []]
    .flat()
    .flatMap((each) => each.split(',').map((word) => word.trim()));
  const chosen = SPDY_PROTOCOLS[subresource].find((each) => offered.includes(each));
  if (chosen === undefined) throw badRequest('unable to upgrade: no protocol in common');
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: SPDY/3.1', 'Connection: Upgrade', `X-Stream-Protocol-Version: ${chosen}`];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  then(new SpdySession(socket), head);
}
