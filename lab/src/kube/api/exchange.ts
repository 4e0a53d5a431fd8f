import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { type Http2ServerRequest, Http2ServerResponse } from 'node:http2';

/** A request over HTTP/1.1 or HTTP/2. */
export type Incoming = IncomingMessage | Http2ServerRequest;

/** What answers use of a response, whichever protocol it goes over. */
export interface Outgoing {
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  readonly writableLength: number;
  setHeader(name: string, value: string): unknown;
  writeHead(status: number, headers: OutgoingHttpHeaders): unknown;
  flushHeaders?(): void;
  write(piece: string | Uint8Array, done?: () => void): boolean;
  end(piece?: string | Uint8Array): unknown;
  on(event: 'close', listener: () => void): unknown;
}

/** The client has left, or the answer was cut. */
export function isGone(response: Outgoing): boolean {
  return inHttp2(response) ? response.stream.destroyed : isHttp1(response) && response.destroyed;
}

/** Ends an answer in its middle, as Go's servers do: the connection goes in HTTP/1.1, in HTTP/2 the stream alone. */
export function cut(response: Outgoing): void {
  if (inHttp2(response))
    response.stream.destroy(new Error('cut')); // closed with a code, Node may end it in order
  else if (isHttp1(response)) response.destroy();
}

const inHttp2 = (response: Outgoing): response is Http2ServerResponse => response instanceof Http2ServerResponse;
const isHttp1 = (response: Outgoing): response is ServerResponse => !inHttp2(response);
