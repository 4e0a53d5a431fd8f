import { codedError } from './codedError.ts';
import type { KubeResponse } from './kubeResponse.ts';

const NEWLINE = 0x0a;

/** A line is longer than the limit. */
export class LineTooLong extends Error {}

export interface LineLimits {
  readonly maxLineBytes: number;
  /** The stream is given up after so long without a byte. */
  readonly idleMs: number;
}

/**
 * The lines of an answer without an end, as they come. Pieces are put together once a line is whole, never before. What stands
 * behind the last newline when the stream ends was cut, and is dropped. Throws when the stream breaks, falls silent (`code` is
 * `WATCH_SILENT`) or a line is too long; leaving the iteration gives up the connection.
 */
export async function* readLines(response: KubeResponse, { maxLineBytes, idleMs }: LineLimits): AsyncGenerator<string, void> {
  let pieces: Buffer[] = [];
  let bytes = 0;
  const timer = setTimeout(() => response.destroy(codedError('WATCH_SILENT', `nothing came for ${idleMs} ms`)), idleMs);
  try {
    for await (const chunk of response.body) {
      timer.refresh();
      if (!Buffer.isBuffer(chunk)) continue;
      let from = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
        const piece = chunk.subarray(from, end);
        from = end + 1;
        if (bytes + piece.length > maxLineBytes) throw new LineTooLong(`a line is longer than ${maxLineBytes} bytes`);
        const line = pieces.length === 0 ? piece.toString('utf8') : Buffer.concat([...pieces, piece]).toString('utf8');
        pieces = [];
        bytes = 0;
        if (line !== '') yield line;
        timer.refresh(); // whoever reads slowly is not the server's silence
      }
      if (from === chunk.length) continue;
      pieces.push(chunk.subarray(from));
      bytes += chunk.length - from;
      if (bytes > maxLineBytes) throw new LineTooLong(`a line is longer than ${maxLineBytes} bytes`);
    }
    if (!response.isWhole()) throw cut();
  } catch (error) {
    throw error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE' ? cut() : error;
  } finally {
    clearTimeout(timer);
    response.destroy();
  }
}

const cut = (): Error => codedError('ECONNRESET', 'the answer was cut');
