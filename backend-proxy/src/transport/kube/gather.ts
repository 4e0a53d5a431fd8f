/** What can be held back: a socket. */
export interface Pausable {
  pause(): void;
  resume(): void;
}

/** All streams are read at one instant, twice a second. */
const EVERY_MS = 500;
/** A stream that just opened has its handshakes, which must not wait. */
const AFTER_MS = 3000;
/** More than this in half a second is no drip: it is taken as it comes, and for a while after. Hubble's rings overflow while we rest. */
const DRIP_BYTES = 32 * 1024;
const BUSY_MS = 3000;

/**
 * Gathers a drip of small messages: they are delivered as one piece, and then the source rests until the next half second. Each message by
 * itself costs a wake-up and a pass through TLS, WebSocket and HTTP/2: 80 flows a second of four clusters took a fifth more CPU.
 * `deliver` says whether more is wanted; if not, the source is paused until `wanted` is called.
 */
export class Gather {
  private readonly source: Pausable;
  private readonly deliver: (piece: Buffer) => boolean;
  /** Until then nothing rests. */
  private busyUntilMs = Date.now() + AFTER_MS;
  private pieces: Buffer[] = [];
  private bytes = 0;
  /** The half second that `bytes` came in. */
  private slot = 0;
  private rest: NodeJS.Timeout | null = null;
  private turn: NodeJS.Immediate | null = null;

  constructor(source: Pausable, deliver: (piece: Buffer) => boolean) {
    this.source = source;
    this.deliver = deliver;
  }

  take(piece: Buffer): void {
    this.pieces.push(piece);
    const nowMs = Date.now();
    const slot = Math.floor(nowMs / EVERY_MS);
    this.bytes = slot === this.slot ? this.bytes + piece.length : piece.length;
    this.slot = slot;
    if (this.bytes > DRIP_BYTES) this.busyUntilMs = nowMs + BUSY_MS;
    this.turn ??= setImmediate(() => this.flush());
  }

  /** The reader wants more. */
  wanted(): void {
    if (this.rest === null) this.source.resume();
  }

  /** Delivers what is there, and rests when a turn brought nothing more. */
  flush(): void {
    if (this.turn) clearImmediate(this.turn);
    this.turn = null;
    if (this.pieces.length > 0) {
      const [first] = this.pieces;
      const whole = this.pieces.length === 1 && first ? first : Buffer.concat(this.pieces);
      this.pieces = [];
      if (!this.deliver(whole)) this.source.pause();
      else this.turn = setImmediate(() => this.flush());
      return;
    }
    if (this.rest !== null || Date.now() < this.busyUntilMs) return;
    this.source.pause();
    this.rest = setTimeout(() => this.wake(), EVERY_MS - (Date.now() % EVERY_MS));
  }

  /** Nothing is delivered any more, and nothing rests. */
  end(): void {
    if (this.turn) clearImmediate(this.turn);
    if (this.rest) clearTimeout(this.rest);
    this.turn = this.rest = null;
    this.pieces = [];
  }

  private wake(): void {
    this.rest = null;
    this.source.resume();
  }
}
