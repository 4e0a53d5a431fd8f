import { Duplex } from 'node:stream';
import { FLAG_FIN, type Frame, FrameReader, GOAWAY, PING, RST_STREAM, SYN_REPLY, SYN_STREAM, controlFrame, dataFrame } from './frames.ts';
import { HeaderReader, HeaderWriter, type SpdyHeaders } from './headerBlock.ts';

/** One stream of a session, as the client opened it with its headers. */
export class SpdyStream extends Duplex {
  readonly id: number;
  readonly headers: SpdyHeaders;
  private readonly session: SpdySession;

  constructor(session: SpdySession, id: number, headers: SpdyHeaders) {
    super({ allowHalfOpen: true });
    this.session = session;
    this.id = id;
    this.headers = headers;
  }

  override _read(): void {
    // Pushed as frames come: Kubernetes' clients know no flow control but that of the connection.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.session.sendData(this.id, 0, chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.session.sendData(this.id, FLAG_FIN, Buffer.alloc(0), done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.session.forget(this.id, !this.writableFinished);
    done(error);
  }
}

const CANCEL = 5;

/** The server's end of a SPDY/3.1 connection as kubectl speaks it (spdystream): it opens no streams of its own. */
export class SpdySession {
  private readonly wire: Duplex;
  private readonly streams = new Map<number, SpdyStream>();
  private readonly headers = new HeaderReader();
  private readonly replies = new HeaderWriter();

  constructor(wire: Duplex) {
    this.wire = wire;
  }

  /** Reads until the connection ends; resolves then, when every stream is gone. */
  async run(head: Buffer, onStream: (stream: SpdyStream) => void): Promise<void> {
    const frames = new FrameReader();
    try {
      for (const frame of frames.feed(head)) await this.take(frame, onStream);
      for await (const chunk of this.wire) {
        if (!Buffer.isBuffer(chunk)) continue;
        for (const frame of frames.feed(chunk)) await this.take(frame, onStream);
      }
    } catch {
      // A connection that breaks ends as one that is closed: what ran on it hears of it by its streams.
    }
    for (const stream of [...this.streams.values()]) stream.destroy();
    this.headers.close();
    this.wire.destroy();
  }

  sendData(streamId: number, flags: number, payload: Buffer, done: (error?: Error | null) => void): void {
    if (this.wire.destroyed) done();
    else this.wire.write(dataFrame(streamId, flags, payload), done);
  }

  forget(streamId: number, reset: boolean): void {
    if (!this.streams.delete(streamId) || !reset || this.wire.destroyed) return;
    this.wire.write(controlFrame(RST_STREAM, 0, numbers(streamId, CANCEL)));
  }

  /** Says that nothing more comes, and ends the connection. */
  end(): void {
    if (this.wire.destroyed) return;
    const last = Math.max(0, ...this.streams.keys());
    this.wire.end(controlFrame(GOAWAY, 0, numbers(last, 0)));
  }

  private async take(frame: Frame, onStream: (stream: SpdyStream) => void): Promise<void> {
    if (frame.kind === 'data') {
      const stream = this.streams.get(frame.streamId);
      if (frame.payload.length > 0) stream?.push(frame.payload);
      if ((frame.flags & FLAG_FIN) !== 0) stream?.push(null);
    } else if (frame.type === SYN_STREAM) {
      const id = frame.payload.readUInt32BE(0) & 0x7fff_ffff;
      const stream = new SpdyStream(this, id, await this.headers.read(frame.payload.subarray(10)));
      // What goes wrong with one stream shows as its end.
      stream.on('error', () => stream.destroy());
      this.streams.set(id, stream);
      this.wire.write(controlFrame(SYN_REPLY, 0, Buffer.concat([numbers(id), this.replies.write(new Map())])));
      if ((frame.flags & FLAG_FIN) !== 0) stream.push(null);
      onStream(stream);
    } else if (frame.type === RST_STREAM) {
      const id = frame.payload.readUInt32BE(0) & 0x7fff_ffff;
      const stream = this.streams.get(id);
      this.streams.delete(id);
      stream?.destroy();
    } else if (frame.type === PING) this.wire.write(controlFrame(PING, 0, frame.payload));
    // Settings, window updates and farewells change nothing for us.
  }
}

function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, 4 * index);
  return bytes;
}
