const PREFIX_BYTES = 5;
const MOST_BYTES = 4 * 1024 * 1024;
const NOTHING = Buffer.alloc(0);

/**
 * Cuts gRPC's stream into messages: one byte that says whether it is compressed, four of length, the message. `push` tells where each
 * lies that is whole; false, for good, on a message that is compressed (none was asked for) or longer than 4 MiB.
 */
export class GrpcFrames {
  private held: Buffer = NOTHING;

  push(chunk: Buffer, onMessage: (bytes: Buffer, from: number, to: number) => void): boolean {
    const bytes = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    let at = 0;
    while (bytes.length - at >= PREFIX_BYTES) {
      const length = lengthAt(bytes, at + 1);
      if (bytes[at] !== 0 || length > MOST_BYTES) return false;
      const from = at + PREFIX_BYTES;
      if (bytes.length < from + length) break;
      at = from + length;
      onMessage(bytes, from, at);
    }
    this.held = at === bytes.length ? NOTHING : bytes.subarray(at);
    return true;
  }
}

/** As readUInt32BE, which takes an argument apart for each call. */
function lengthAt(bytes: Buffer, at: number): number {
  return (bytes[at] ?? 0) * 2 ** 24 + (((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
}

export function toGrpcFrame(message: Buffer): Buffer {
  const frame = Buffer.alloc(PREFIX_BYTES + message.length);
  frame.writeUInt32BE(message.length, 1);
  message.copy(frame, PREFIX_BYTES);
  return frame;
}
