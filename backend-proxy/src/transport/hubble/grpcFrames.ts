const PREFIX_BYTES = 5;
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Cuts gRPC's stream into messages: one byte that says whether it is compressed, four of length, the message. `push` returns those
 * that are whole; fails for good on a message that is compressed (none was asked for) or longer than 4 MiB.
 */
export class GrpcFrames {
  private held: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): readonly Buffer[] | null {
    let bytes = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    const messages: Buffer[] = [];
    while (bytes.length >= PREFIX_BYTES) {
      const length = bytes.readUInt32BE(1);
      if (bytes[0] !== 0 || length > MOST_BYTES) return null;
      if (bytes.length < PREFIX_BYTES + length) break;
      messages.push(bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + length));
      bytes = bytes.subarray(PREFIX_BYTES + length);
    }
    this.held = bytes;
    return messages;
  }
}

export function toGrpcFrame(message: Buffer): Buffer {
  const frame = Buffer.alloc(PREFIX_BYTES + message.length);
  frame.writeUInt32BE(message.length, 1);
  message.copy(frame, PREFIX_BYTES);
  return frame;
}
