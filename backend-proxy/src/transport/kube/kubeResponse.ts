import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

/**
 * An answer whose head has come, over HTTP/1.1 or HTTP/2. Its body is the caller's, who destroys the answer when it is not read to
 * the end.
 */
export interface KubeResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
  /** At the end of the body: all of it came, it was not cut. */
  isWhole(): boolean;
  /** Gives up what is still to come; over HTTP/1.1 that is the connection. */
  destroy(error?: Error): void;
}

export const ofHttp1 = (response: IncomingMessage): KubeResponse => ({
  status: response.statusCode ?? 0,
  headers: response.headers,
  body: response,
  isWhole: () => response.complete,
  destroy: (error) => void response.destroy(error),
});
