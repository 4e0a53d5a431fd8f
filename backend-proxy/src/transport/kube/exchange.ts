import type { OutgoingHttpHeaders } from 'node:http';
import type { KubeSession } from './kubeSession.ts';

/** One request to an API server. */
export interface Exchange {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Until the answer's head has come. */
  readonly headTimeoutMs: number;
  readonly signal: AbortSignal;
}

/** The URL of a path of the API; the kubeconfig's server may have a path of its own before it. */
export function toUrl({ server }: KubeSession, path: string, query: Readonly<Record<string, string>> | URLSearchParams): URL {
  const url = new URL(server.pathname.replace(/\/$/, '') + path, server);
  url.search = new URLSearchParams(query).toString();
  return url;
}

/** Its headers; those of basic authentication and of the protocol are added by who sends it. */
export function headersOf({ headers }: KubeSession, { body }: Exchange): OutgoingHttpHeaders {
  return {
    accept: 'application/json',
    'user-agent': `tart-lab/${process.env['TART_LAB_VERSION'] ?? 'dev'}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
    ...headers,
  };
}

/** A kept connection was closed while a request went over it: it may go once more, over a new one. */
export class StaleConnection extends Error {
  readonly code: string;
  constructor(cause: Error) {
    super(cause.message, { cause });
    this.code = 'ECONNRESET';
  }
}
