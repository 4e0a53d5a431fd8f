/** A frame of SPDY/3.1: data of a stream, or a control message of a type. */
export type Frame =
  | { readonly kind: 'data'; readonly streamId: number; readonly flags: number; readonly payload: Buffer }
  | { readonly kind: 'control'; readonly type: number; readonly flags: number; readonly payload: Buffer };

export const SYN_STREAM = 1;
export const SYN_REPLY = 2;
export const RST_STREAM = 3;
export const PING = 6;
export const GOAWAY = 7;
/** No more comes on this stream from who sent the flag. */
export const FLAG_FIN = 1;

const HEAD_BYTES = 8;
const VERSION = 3;

/** Cuts a byte stream into frames, however it comes in pieces. */
export class FrameReader {
  private pending: Buffer = Buffer.alloc(0);

  feed(chunk: Buffer): Frame[] {
    this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    const frames: Frame[] = [];
    while (this.pending.length >= HEAD_BYTES) {
      const length = this.pending.readUIntBE(5, 3);
      if (this.pending.length < HEAD_BYTES + length) break;
      frames.push(frameOf(this.pending.subarray(0, HEAD_BYTES), this.pending.subarray(HEAD_BYTES, HEAD_BYTES + length)));
      this.pending = this.pending.subarray(HEAD_BYTES + length);
    }
    return frames;
  }
}

function frameOf(head: Buffer, payload: Buffer): Frame {
  const first = head.readUInt32BE(0);
  const flags = head.readUInt8(4);
  if (first < 0x8000_0000) return { kind: 'data', streamId: first, flags, payload };
  return { kind: 'control', type: head.readUInt16BE(2), flags, payload };
}

export function dataFrame(streamId: number, flags: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32BE(streamId, 0);
  head.writeUInt8(flags, 4);
  head.writeUIntBE(payload.length, 5, 3);
  return Buffer.concat([head, payload]);
}

export function controlFrame(type: number, flags: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt16BE(0x8000 | VERSION, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt8(flags, 4);
  head.writeUIntBE(payload.length, 5, 3);
  return Buffer.concat([head, payload]);
}
