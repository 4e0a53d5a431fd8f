import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A proxy between clusters and us. `opened` names the targets of its tunnels. */
export interface Tunnels {
  readonly port: number;
  readonly opened: readonly string[];
  close(): Promise<void>;
}

/** An HTTP proxy that knows CONNECT, and one who may use it. */
export async function openHttpProxy(user: string, password: string): Promise<Tunnels> {
  const opened: string[] = [];
  const expected = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const server = createHttpServer((_request, response) => response.writeHead(405).end());
  server.on('connect', ({ url = '', headers }, socket: Socket) => {
    if (headers['proxy-authorization'] !== expected) return socket.end('HTTP/1.1 407 Who are you\r\n\r\n');
    opened.push(url);
    join(socket, url, () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
  });
  return listening(server, opened);
}

const NO_LOGIN = Buffer.of(5, 0);
const GRANTED = Buffer.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0);
const HOST_AT = 4;

/** A SOCKS5 proxy (RFC 1928) without login, for IPv4 addresses and names. */
export async function openSocksProxy(): Promise<Tunnels> {
  const opened: string[] = [];
  const server = createServer((socket) => {
    socket.once('data', () => {
      socket.write(NO_LOGIN);
      socket.once('data', (request) => {
        const target = targetOf(Buffer.from(request));
        opened.push(target);
        join(socket, target, () => socket.write(GRANTED));
      });
    });
  });
  return listening(server, opened);
}

function targetOf(request: Buffer): string {
  const isName = request[3] === 3;
  const from = isName ? HOST_AT + 1 : HOST_AT;
  const to = from + (isName ? (request[HOST_AT] ?? 0) : 4);
  const host = isName ? request.toString('latin1', from, to) : [...request.subarray(from, to)].join('.');
  return `${host}:${request.readUInt16BE(to)}`;
}

function join(socket: Socket, target: string, onOpen: () => void): void {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(target) ?? [];
  const other = connect(Number(port), host, () => {
    onOpen();
    socket.pipe(other).pipe(socket);
  });
  for (const [one, theOther] of [
    [socket, other],
    [other, socket],
  ] as const)
    one.on('error', () => theOther.destroy()).on('close', () => theOther.destroy());
}

async function listening(server: Server, opened: readonly string[]): Promise<Tunnels> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    opened,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
