import type { PacedStream, StreamPace } from './streamPace.ts';

/** What can be held back: a socket. */
export interface Pausable {
  pause(): void;
  resume(): void;
}

/** A stream that just opened has its handshakes, which must not wait. */
const AFTER_MS = 3000;
/** How often a stream is read while what it brings is taken in at once, and how often while it is held. */
const READ_MS = 500;
const HELD_READ_MS = 1000;
/** More than this in a second is read twice a second also while it is held: what waits unread has room in the system's first buffers. */
const SLOW_BYTES = 32 * 1024;
/** More than this in a second is no drip: it is taken as it comes, and for a while after. Hubble's rings overflow while we rest. */
const DRIP_BYTES = 64 * 1024;
const BUSY_MS = 3000;
/** Neither more nor longer than this is held: an answer that is waited for may be among it. */
const MOST_BYTES = 256 * 1024;
export const MOST_HELD_MS = 5000;
const STEP_BYTES = 32 * 1024;

const NOTHING = Buffer.alloc(0);

/**
 * Gathers a drip of small messages: they are read once or twice a second, held as one piece and handed on when `pace` says. Each message by
 * itself costs a wake-up and a pass through TLS, WebSocket and HTTP/2.
 * `deliver` says whether more is wanted; if not, the source is paused until `wanted` is called.
 */
export class Gather implements PacedStream {
  private readonly source: Pausable;
  private readonly pace: StreamPace;
  private readonly deliver: (piece: Buffer) => boolean;
  /** Until then nothing rests and nothing is held. */
  private busyUntilMs = Date.now() + AFTER_MS;
  /** Kept and filled again: one that is new each time would grow old while it is filled, and a full collection comes the sooner. */
  private held = NOTHING;
  private heldBytes = 0;
  private heldSinceMs = 0;
  /** The second that `secondBytes` came in. */
  private second = 0;
  private secondBytes = 0;
  private arrived = false;
  private resting = false;
  /** The reader wants no more. */
  private blocked = false;
  private turn: NodeJS.Immediate | null = null;
  /** So many turns have to pass before it rests. */
  private turns = 0;
  private takers: (() => void)[] = [];

  constructor(source: Pausable, pace: StreamPace, deliver: (piece: Buffer) => boolean) {
    this.source = source;
    this.pace = pace;
    this.deliver = deliver;
    pace.join(this);
  }

  /** Takes the first bytes of a buffer, which are copied. */
  take(buffer: Buffer, bytes: number): void {
    const nowMs = Date.now();
    if (this.heldBytes === 0) this.heldSinceMs = nowMs;
    this.hold(buffer, bytes);
    const second = Math.floor(nowMs / 1000);
    this.secondBytes = second === this.second ? this.secondBytes + bytes : bytes;
    this.second = second;
    if (this.secondBytes > DRIP_BYTES) this.busyUntilMs = nowMs + BUSY_MS;
    this.arrived = true;
    this.turn ??= setImmediate(this.look);
  }

  /** The reader wants more. */
  wanted(): void {
    this.blocked = false;
    if (!this.resting) this.source.resume();
  }

  wake(): void {
    this.read(1);
  }

  takeIn(): Promise<void> {
    if (this.blocked) return Promise.resolve();
    return new Promise((resolve) => {
      this.takers.push(resolve);
      this.read(2); // of this turn the reading may be over
    });
  }

  /** Hands on what is held; false when no more is wanted. */
  flush(): boolean {
    if (this.heldBytes === 0) return true;
    const piece = Buffer.allocUnsafe(this.heldBytes);
    this.held.copy(piece, 0, 0, this.heldBytes);
    this.heldBytes = 0;
    if (this.held.length > 2 * MOST_BYTES) this.held = NOTHING; // a storm's
    return this.deliver(piece);
  }

  /** Nothing is handed on any more, and nothing rests. */
  end(): void {
    if (this.turn) clearImmediate(this.turn);
    this.turn = null;
    this.held = NOTHING;
    this.heldBytes = 0;
    this.pace.leave(this);
    this.letTakersGo();
  }

  /** Reads what waits; all that is there is read in one turn. */
  private read(turns: number): void {
    this.turns = Math.max(this.turns, turns);
    this.turn ??= setImmediate(this.look);
    if (!this.resting) return;
    this.resting = false;
    this.source.resume();
  }

  /** A turn is over: hands on what it brought, and rests when no more is to be awaited. */
  private readonly look = (): void => {
    this.turn = null;
    const nowMs = Date.now();
    const due = this.isDue(nowMs);
    const more = due && this.arrived;
    this.arrived = false;
    this.turns -= 1;
    if (due && !this.flush()) {
      this.blocked = true;
      this.source.pause();
      this.letTakersGo();
    } else if (more || this.turns > 0) this.turn = setImmediate(this.look);
    else {
      this.turns = 0;
      this.letTakersGo();
      if (nowMs >= this.busyUntilMs && !this.resting) this.rest();
    }
  };

  private rest(): void {
    this.source.pause();
    this.resting = true;
    this.pace.rest(this, this.pace.isHolding() && this.secondBytes <= SLOW_BYTES ? HELD_READ_MS : READ_MS);
  }

  private isDue(nowMs: number): boolean {
    if (this.takers.length > 0 || nowMs < this.busyUntilMs || !this.pace.isHolding()) return true;
    return this.heldBytes > MOST_BYTES || nowMs - this.heldSinceMs >= MOST_HELD_MS;
  }

  private hold(buffer: Buffer, bytes: number): void {
    const heldBytes = this.heldBytes + bytes;
    if (heldBytes > this.held.length) {
      const larger = Buffer.allocUnsafe(Math.ceil(heldBytes / STEP_BYTES) * STEP_BYTES);
      this.held.copy(larger, 0, 0, this.heldBytes);
      this.held = larger;
    }
    buffer.copy(this.held, this.heldBytes, 0, bytes);
    this.heldBytes = heldBytes;
  }

  private letTakersGo(): void {
    if (this.takers.length === 0) return;
    for (const done of this.takers) done();
    this.takers = [];
  }
}
