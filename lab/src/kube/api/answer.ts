import { gzip } from 'node:zlib';
import { type Outgoing, cut, isGone } from './exchange.ts';
import type { KubeRequest } from './kubeRequest.ts';

/** An answer that is whole before it is sent. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Lists can be cut and slowed by conditions. */
  readonly isList?: boolean;
}

/** As the real server: smaller answers are not worth it. */
const GZIP_FROM_BYTES = 128 * 1024;

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

/** Sends an answer, compressed when it is large and the client takes it; `cut` breaks it off in the middle of the body. */
export async function send(response: Outgoing, request: KubeRequest, answer: Answer, options: { cut: boolean }): Promise<void> {
  const text = Buffer.isBuffer(answer.body) || typeof answer.body === 'string' ? answer.body : `${JSON.stringify(answer.body)}\n`;
  const plain = typeof text === 'string' ? Buffer.from(text) : text;
  const zipped = plain.length > GZIP_FROM_BYTES && /\bgzip\b/.test(request.headers['accept-encoding']?.toString() ?? '');
  const body = zipped ? await compressed(plain) : plain;
  if (isGone(response)) return;
  response.writeHead(answer.status, {
    'content-type': answer.contentType ?? 'application/json',
    'cache-control': 'no-cache, private',
    'content-length': body.length,
    vary: 'Accept-Encoding',
    ...(zipped ? { 'content-encoding': 'gzip' } : {}),
    ...answer.headers,
  });
  if (options.cut) {
    response.write(body.subarray(0, Math.ceil(body.length / 2)), () => cut(response));
    return;
  }
  response.end(request.method === 'HEAD' ? undefined : body);
}

function compressed(body: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    gzip(body, { level: 1 }, (error, result) => (error ? reject(error) : resolve(result)));
  });
}
