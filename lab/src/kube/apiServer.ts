import type { IncomingMessage } from 'node:http';
import { type Http2SecureServer, createSecureServer } from 'node:http2';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { authorize } from './api/access.ts';
import { send } from './api/answer.ts';
import type { KubeContext } from './api/context.ts';
import type { Incoming, Outgoing } from './api/exchange.ts';
import { type KubeRequest, parseKubeRequest } from './api/kubeRequest.ts';
import { serveLogs } from './api/podLogs.ts';
import { refuse, toRefusal } from './api/refuse.ts';
import { readBody } from './api/requestBody.ts';
import type { Refusal } from './api/refusal.ts';
import { expired, methodNotAllowed, noSuchPath, unauthorized } from './api/refusal.ts';
import { answerRequest } from './api/router.ts';
import { Watch } from './api/watch.ts';
import type { Identity } from './auth/rbac.ts';
import type { Users } from './auth/users.ts';
import { serveUpgrade } from './stream/serveUpgrade.ts';
import type { KeyPair } from './tls/certificate.ts';

export interface ApiServerParts {
  readonly context: KubeContext;
  readonly users: Users;
  readonly caPem: string;
  readonly certificate: KeyPair;
  /** Takes one of the requests that are to fail; its failure, or null. */
  readonly takeFailure: () => Refusal | null;
  /** Takes one of the lists that are to be cut. */
  readonly takeCut: () => boolean;
}

const HTML = '<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body><h1>Please sign in to the network</h1></body></html>\n';

/** The HTTPS listener of one cluster, HTTP/2 and HTTP/1.1: connections, who asks, what is wrong just now, and handing on to what answers. */
export class ApiServer {
  private readonly parts: ApiServerParts;
  private readonly server: Http2SecureServer;
  private readonly sockets = new Set<Socket>();
  private readonly watches = new Set<Watch>();
  private readonly closed = new AbortController();

  constructor(parts: ApiServerParts) {
    this.parts = parts;
    const { certPem, keyPem } = parts.certificate;
    this.server = createSecureServer({
      ...{ cert: certPem, key: keyPem, ca: parts.caPem, requestCert: true, rejectUnauthorized: false },
      // Upgrades, and clients that do not speak HTTP/2.
      allowHTTP1: true,
    });
    // As long as the real server: clients reuse connections, and a shorter time would meet their next request.
    Object.assign(this.server, { keepAliveTimeout: 90_000 });
    this.server.on('request', (request, response) => void this.serve(request, response));
    this.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => this.upgrade(request, socket, head));
    this.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.sockets.delete(socket));
    });
    // Clients hang up in the middle of handshakes and requests; their connections go, the server stays.
    this.server.on('tlsClientError', (_error: Error, socket: Duplex) => socket.destroy());
    this.server.on('clientError', (_error: Error, socket: Duplex) => socket.destroy());
  }

  /** Listens on loopback; the port in use. Rejects when it is taken. */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', () => {
        this.server.off('error', reject);
        resolve();
      });
    });
    const address = this.server.address();
    return typeof address === 'object' && address ? address.port : port;
  }

  /** Refuses connections from now on, and cuts those that are open. */
  async stopListening(): Promise<void> {
    const done = this.server.listening ? new Promise((resolve) => this.server.close(resolve)) : Promise.resolve();
    this.cutConnections();
    await done;
  }

  async close(): Promise<void> {
    this.closed.abort();
    await this.stopListening();
  }

  useCertificate({ certPem, keyPem }: KeyPair): void {
    this.server.setSecureContext({ cert: certPem, key: keyPem, ca: this.parts.caPem });
    this.cutConnections();
  }

  cutConnections(): void {
    for (const socket of [...this.sockets]) socket.destroy();
  }

  cutWatches(): void {
    for (const watch of [...this.watches]) watch.cut();
  }

  silenceWatches(): void {
    for (const watch of this.watches) watch.silence();
  }

  /** Open watches end with 410, as when the server's cache was filled anew. */
  expireWatches(): void {
    for (const watch of [...this.watches]) watch.fail(expired('The resourceVersion for the provided watch is too old.'));
  }

  get openWatches(): number {
    return this.watches.size;
  }

  private async serve(incoming: Incoming, response: Outgoing): Promise<void> {
    const request = parseKubeRequest(incoming);
    const { context } = this.parts;
    response.setHeader('date', new Date(context.now()).toUTCString());
    try {
      if (context.conditions().html) {
        await send(response, request, { status: 200, body: HTML, contentType: 'text/html; charset=utf-8' }, { cut: false });
        return;
      }
      const identity = this.admit(incoming);
      if (request.verb === 'watch') return this.watch(identity, request, response);
      if (request.resource && request.subresource === 'log' && request.verb === 'get') {
        authorize(context, identity, request);
        await serveLogs(context, request, request.resource, response);
        return;
      }
      const body = await readBody(incoming);
      const answer = answerRequest(context, identity, request, body);
      const { slowListMs } = context.conditions();
      if (answer.isList && slowListMs > 0) await sleep(slowListMs, undefined, { signal: this.closed.signal });
      await send(response, request, answer, { cut: Boolean(answer.isList) && this.parts.takeCut() });
    } catch (error) {
      await refuse(response, request, error);
    }
  }

  /** Who asks; throws the Refusal of what is wrong with the server or with who asks. */
  private admit(incoming: Incoming): Identity {
    const failure = this.parts.takeFailure();
    if (failure) throw failure;
    const identity = this.parts.context.conditions().expiredTokens ? undefined : this.parts.users.identify(incoming);
    if (!identity) throw unauthorized();
    return identity;
  }

  private watch(identity: Identity, request: KubeRequest, response: Outgoing): void {
    const { context } = this.parts;
    authorize(context, identity, request);
    if (!request.resource) throw noSuchPath();
    if (!request.resource.verbs.includes('watch')) throw methodNotAllowed();
    const watch = new Watch(context, request, request.resource, response);
    this.watches.add(watch);
    try {
      watch.open(() => this.watches.delete(watch));
    } catch (error) {
      this.watches.delete(watch);
      throw error;
    }
  }

  private upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const request = parseKubeRequest(incoming);
    try {
      const identity = this.admit(incoming);
      authorize(this.parts.context, identity, request);
      serveUpgrade(this.parts.context, request, { incoming, socket, head });
    } catch (error) {
      const refusal = toRefusal(error);
      const body = `${JSON.stringify(refusal.toStatus())}\n`;
      const headers = [`content-type: application/json`, `content-length: ${Buffer.byteLength(body)}`, 'connection: close'];
      socket.end(`HTTP/1.1 ${refusal.code} ${refusal.reason}\r\n${headers.join('\r\n')}\r\n\r\n${body}`);
    }
  }
}
