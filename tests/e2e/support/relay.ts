import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { GRAFANA_URL } from './grafana.ts';

/**
 * Grafana at an address of its own, over connections that a test can cut. The browser's own way to go offline leaves an open stream
 * as it is, so that nothing reconnects.
 */
export class Relay {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private isCut = false;

  constructor() {
    this.server = createServer((incoming) => this.join(incoming));
  }

  /** Where a browser finds Grafana through it. */
  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Ends every connection, and every new one at once, until `mend`. */
  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  mend(): void {
    this.isCut = false;
  }

  async stop(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(incoming: Socket): void {
    if (this.isCut) {
      incoming.destroy();
      return;
    }
    const { protocol, hostname, port } = new URL(GRAFANA_URL);
    const at = { host: hostname, port: Number(port || (protocol === 'https:' ? 443 : 80)) };
    const outgoing = protocol === 'https:' ? connectTls({ ...at, servername: hostname }) : connect(at);
    for (const [socket, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      this.sockets.add(socket);
      socket.pipe(other);
      // A side that breaks takes the other one with it: that is what a cut is.
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
  }
}
