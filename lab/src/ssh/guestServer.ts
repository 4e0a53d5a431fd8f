import { createServer, type Server as TcpServer, type Socket } from 'node:net';
import ssh2, { type Connection, type ParsedKey } from 'ssh2';
import type { Guest } from '../guest/guest.ts';
import { authenticate } from './login.ts';
import { serveSession, type OpenSession } from './session.ts';
import type { Wire } from './wire.ts';

/** sshd's default MaxSessions. */
const MAX_SESSIONS = 10;
const FIRST_SESSION_PID = 40_000;

export interface GuestServerOptions {
  readonly guest: Guest;
  readonly wire: Wire;
  readonly adminKey: ParsedKey;
  readonly now: () => number;
}

/** The sshd of one guest: a listener on its address, its connections, and what faults do to both. */
export class GuestServer {
  private readonly options: GuestServerOptions;
  private ssh: ssh2.Server | null = null;
  private tcp: TcpServer | null = null;
  private readonly sockets = new Set<Socket>();
  private readonly unanswered = new Set<Socket>();
  private readonly sessions = new Set<OpenSession>();
  private pid = FIRST_SESSION_PID;

  constructor(options: GuestServerOptions) {
    this.options = options;
  }

  get listening(): boolean {
    return this.tcp !== null;
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.sockets.size;
  }

  useHostKey(privateKey: string): void {
    const server = new ssh2.Server({ hostKeys: [privateKey], ident: 'OpenSSH_9.6p1 Ubuntu-3ubuntu13.14' }, (connection) =>
      this.serve(connection),
    );
    server.on('error', () => this.cutAll());
    this.ssh = server;
  }

  /** Listens; the port in use, for port 0. Rejects when the address is taken. */
  async listen(host: string, port: number): Promise<number> {
    const tcp = createServer({ noDelay: true, pauseOnConnect: true }, (socket) => this.accept(socket));
    await new Promise<void>((resolve, reject) => {
      tcp.once('error', reject);
      tcp.listen({ host, port, backlog: 511 }, () => {
        tcp.off('error', reject);
        resolve();
      });
    });
    this.tcp = tcp;
    const address = tcp.address();
    return typeof address === 'object' && address ? address.port : port;
  }

  /** Stops listening. Open connections stay unless `cutAll` ends them too. */
  async stopListening(): Promise<void> {
    const { tcp } = this;
    this.tcp = null;
    if (!tcp) return;
    // The callback comes once the last connection has ended, which may be long after the port is free.
    tcp.close();
    await Promise.resolve();
  }

  cutAll(): void {
    for (const socket of [...this.sockets]) socket.destroy();
  }

  /** Freezes or wakes every connection: nothing is read, nothing is said. */
  hold(held: boolean): void {
    for (const socket of this.sockets) {
      if (this.unanswered.has(socket)) continue;
      if (held) socket.pause();
      else socket.resume();
    }
    for (const session of this.sessions) session.hold(held);
    if (held) return;
    for (const socket of [...this.unanswered]) this.answer(socket);
  }

  async close(): Promise<void> {
    this.cutAll();
    await this.stopListening();
  }

  private accept(socket: Socket): void {
    this.sockets.add(socket);
    socket.once('close', () => {
      this.sockets.delete(socket);
      this.unanswered.delete(socket);
    });
    if (this.options.wire.hung) {
      this.unanswered.add(socket);
      // Whoever waits may leave; that is no fault of the lab.
      socket.once('error', () => socket.destroy());
    } else this.answer(socket);
  }

  private answer(socket: Socket): void {
    this.unanswered.delete(socket);
    this.ssh?.injectSocket(socket);
    socket.resume();
  }

  private serve(connection: Connection): void {
    const { guest, wire, adminKey, now } = this.options;
    const own = new Set<OpenSession>();
    authenticate(connection, wire, adminKey);
    connection.on('session', (accept, reject) => {
      if (own.size >= MAX_SESSIONS) {
        reject();
        return;
      }
      const session = accept();
      const open = serveSession(session, { guest, wire, now, nextPid: () => ++this.pid, cut: () => connection.end() });
      own.add(open);
      this.sessions.add(open);
      session.on('close', () => {
        own.delete(open);
        this.sessions.delete(open);
      });
    });
    connection.on('error', () => connection.end());
    connection.on('close', () => {
      for (const open of own) {
        open.close();
        this.sessions.delete(open);
      }
    });
  }
}
