import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

/** A server and how it is reached. `headers` hold what logs in: they are sent and never told. Certificates are PEM. */
export interface HttpServerLink {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: {
    readonly ca?: string | undefined;
    readonly cert?: string | undefined;
    readonly key?: string | undefined;
    readonly serverName?: string | undefined;
    readonly verify: boolean;
  };
  readonly timeoutMs: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

export interface HttpLink {
  /** Asks a path below the server's address: with a body by POST, else by GET. Rejects with what the connection said, or `AnswerTooLarge`. */
  send(path: string, body: { readonly type: string; readonly text: string } | null, signal: AbortSignal): Promise<HttpAnswer>;
  /** Ends the connections that are kept. */
  close(): void;
}

const MOST_BYTES = 64 * 1024 * 1024;
export class AnswerTooLarge extends Error {}

async function readBody(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of response) {
    if (!Buffer.isBuffer(piece)) continue;
    bytes += piece.length;
    if (bytes > MOST_BYTES) throw new AnswerTooLarge(`the answer is larger than ${MOST_BYTES / 1024 / 1024} MiB`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** Kept connections to one HTTP server, by its own certificate authority and client certificate where it has them. */
export function openHttpLink({ url, headers, tls }: HttpServerLink): HttpLink {
  const secure = url.startsWith('https:');
  const { verify, serverName, ...certificates } = tls;
  const agent = secure
    ? new HttpsAgent({ keepAlive: true, ...certificates, rejectUnauthorized: verify, ...(serverName ? { servername: serverName } : {}) })
    : new HttpAgent({ keepAlive: true });
  const base = url.replace(/\/+$/, '');
  return {
    send: (path, body, signal) =>
      new Promise((resolve, reject) => {
        const sent = body ? { 'content-type': body.type, 'content-length': Buffer.byteLength(body.text) } : {};
        const options = { method: body ? 'POST' : 'GET', agent, headers: { ...headers, accept: 'application/json', ...sent }, signal };
        const request = (secure ? httpsRequest : httpRequest)(`${base}${path}`, options, (response) => {
          readBody(response).then((text) => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }), reject);
        });
        request.on('error', reject);
        request.end(body?.text);
      }),
    close: () => agent.destroy(),
  };
}

/** The code of a connection's error (`ECONNREFUSED`, `CERT_HAS_EXPIRED`), or nothing. */
export const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message || codeOf(error) : String(error));

/** Whether a code says that the two sides did not agree on TLS. */
export const isTlsCode = (code: string): boolean =>
  /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO|HOSTNAME_MISMATCH)/.test(code);
