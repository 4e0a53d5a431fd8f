import { type Inflate, createInflate } from 'node:zlib';
import { SPDY_DICTIONARY } from './dictionary.ts';

/** Names in lower case; several values of one name are joined by a comma. */
export type SpdyHeaders = ReadonlyMap<string, string>;

/** Reads the header blocks of one connection: they are one zlib stream, so each block has to be read, in order. */
export class HeaderReader {
  private readonly inflate: Inflate = createInflate({ dictionary: SPDY_DICTIONARY });
  private chunks: Buffer[] = [];

  constructor() {
    this.inflate.on('data', (chunk: Buffer) => this.chunks.push(chunk));
  }

  /** Rejects when the block is no zlib data. */
  async read(block: Buffer): Promise<SpdyHeaders> {
    await new Promise<void>((resolve, reject) => {
      this.inflate.once('error', reject);
      this.inflate.write(block, () => {
        this.inflate.off('error', reject);
        resolve();
      });
    });
    const text = Buffer.concat(this.chunks);
    this.chunks = [];
    return parseBlock(text);
  }

  close(): void {
    this.inflate.close();
  }
}

function parseBlock(block: Buffer): SpdyHeaders {
  const headers = new Map<string, string>();
  let place = 4;
  const word = (): string => {
    const length = block.readUInt32BE(place);
    place += 4 + length;
    return block.toString('latin1', place - length, place);
  };
  for (let left = block.length < 4 ? 0 : block.readUInt32BE(0); left > 0; left--) {
    const name = word().toLowerCase();
    headers.set(name, word().replaceAll('\0', ','));
  }
  return headers;
}

/**
 * Writes header blocks as zlib blocks that are stored, not compressed: they end on whole bytes, so that each can be sent at once
 * without a stream that holds something back. Servers send hardly any headers.
 */
export class HeaderWriter {
  private begun = false;

  write(headers: SpdyHeaders): Buffer {
    const content = Buffer.concat([uint32(headers.size), ...[...headers].flatMap(([name, value]) => [sized(name), sized(value)])]);
    const stored = Buffer.alloc(5);
    stored.writeUInt16LE(content.length, 1);
    stored.writeUInt16LE(content.length ^ 0xffff, 3);
    const start = this.begun ? Buffer.alloc(0) : Buffer.concat([ZLIB_START, uint32(adler32(SPDY_DICTIONARY))]);
    this.begun = true;
    return Buffer.concat([start, stored, content, FLUSH]);
  }
}

/** Deflate with a window of 32 KiB; a dictionary follows (RFC 1950). */
const ZLIB_START = Buffer.from([0x78, 0xbb]);
/** An empty stored block: readers hand on what came before it. */
const FLUSH = Buffer.from([0, 0, 0, 0xff, 0xff]);

function sized(word: string): Buffer {
  return Buffer.concat([uint32(word.length), Buffer.from(word, 'latin1')]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function adler32(bytes: Buffer): number {
  let [low, high] = [1, 0];
  for (const byte of bytes) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return high * 65_536 + low;
}
