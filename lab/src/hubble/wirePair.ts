import { Duplex } from 'node:stream';

type Chunk = { readonly chunk: Buffer; readonly encoding: BufferEncoding };
type Done = (error?: Error | null) => void;

const HELD_MS = 4;
/** As much as may be held before its writer has to wait. */
const HELD_BYTES = 64 * 1024;

/**
 * Two ends of one wire, as Node's own `duplexPair`, but what is written within a few milliseconds arrives in one piece: gRPC
 * writes each message in a turn of the event loop by itself, and behind this wire each piece costs a system call or a WebSocket frame.
 * An end that is destroyed takes the other with it, as a socket's does.
 */
export function wirePair(): [Duplex, Duplex] {
  const [here, there] = [new End(), new End()];
  here.join(there);
  there.join(here);
  return [here, there];
}

class End extends Duplex {
  private other: End | undefined;
  private held: Buffer[] = [];
  private heldBytes = 0;
  private flushing: NodeJS.Timeout | undefined;
  /** Of a write that waits until this end reads on. */
  private waiting: Done | undefined;
  private ended = false;

  join(other: End): void {
    this.other = other;
    this.once('close', () => other.destroy());
  }

  override _read(): void {
    this.proceed();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.other?.receive([chunk], done);
  }

  override _writev(chunks: Chunk[], done: Done): void {
    this.other?.receive(
      chunks.map(({ chunk }) => chunk),
      done,
    );
  }

  override _final(done: Done): void {
    this.other?.receiveEnd();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.flushing);
    this.proceed();
    done(error);
  }

  private receive(chunks: readonly Buffer[], done: Done): void {
    for (const chunk of chunks) this.heldBytes += chunk.length;
    this.held.push(...chunks);
    this.flushing ??= setTimeout(() => this.flush(), HELD_MS);
    if (this.heldBytes < HELD_BYTES) done();
    else this.waiting = done;
  }

  private receiveEnd(): void {
    this.ended = true;
    this.flushing ??= setTimeout(() => this.flush(), HELD_MS);
  }

  private flush(): void {
    this.flushing = undefined;
    const piece = Buffer.concat(this.held);
    this.held = [];
    this.heldBytes = 0;
    const wantsMore = piece.length === 0 || this.push(piece);
    if (this.ended) this.push(null);
    if (wantsMore) this.proceed();
  }

  private proceed(): void {
    const done = this.waiting;
    this.waiting = undefined;
    done?.();
  }
}
