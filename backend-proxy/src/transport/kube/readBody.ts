import { codedError } from './codedError.ts';
import type { KubeResponse } from './kubeResponse.ts';

/** A body is too large: more bytes than the limit. */
export class BodyTooLarge extends Error {}

/**
 * The whole body of an answer as text, within `timeoutMs`. Rejects when it is cut, too late or larger than `maxBytes`; the
 * connection is given up then. With `cut`, only the first `maxBytes` are read and that is no failure.
 */
export function readBody(
  response: KubeResponse,
  { maxBytes, timeoutMs, cut = false }: { maxBytes: number; timeoutMs: number; cut?: boolean },
): Promise<string> {
  const { body } = response;
  return new Promise((resolve, reject) => {
    // Over HTTP/2 an answer may be reset as soon as its head came: what is over tells nothing any more.
    if (body.destroyed) return reject(body.errored ?? codedError('ECONNRESET', 'the answer was cut'));
    // Text and not Buffers: these live outside the heap, where nobody collects them in time, and pages of pods would fill 200 MB.
    let text = '';
    body.setEncoding('utf8');
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      settle();
    };
    const timer = setTimeout(() => response.destroy(codedError('ETIMEDOUT', `the answer was not whole within ${timeoutMs} ms`)), timeoutMs);
    body.on('data', (piece: string) => {
      text += piece;
      if (text.length <= maxBytes) return;
      if (cut) finish(() => resolve(text.slice(0, maxBytes)));
      response.destroy(new BodyTooLarge(`the answer is larger than ${maxBytes} bytes`));
    });
    body.once('end', () => {
      if (response.isWhole()) finish(() => resolve(text));
    });
    // Stays after the end: an error that nobody hears would end the process.
    body.on('error', (error) => finish(() => reject(error)));
    body.once('close', () => finish(() => reject(codedError('ECONNRESET', 'the answer was cut'))));
  });
}
