/** A stream whose messages are gathered. */
export interface PacedStream {
  /** Reads what waits in its socket. */
  wake(): void;
  /** Reads what waits and hands it on, with all that is held; resolves when that is done. */
  takeIn(): Promise<void>;
}

/** Someone who looked may look again for so long. */
const WANTED_MS = 60_000;

/**
 * Says when streams that drip are read and when what they brought is taken in, for all streams of the proxy at one instant: a proxy that wakes
 * up once for all of them costs less than one that wakes for each, and a message that is taken in with others costs half.
 * What comes is held until the cycle asks for it by `takeIn`, just before it samples; while someone looks, it is taken in as it is read.
 */
export class StreamPace {
  private readonly streams = new Set<PacedStream>();
  private readonly resting = new Set<PacedStream>();
  private timer: NodeJS.Timeout | null = null;
  private timerMs = 0;
  private wantedUntilMs: number;
  private taking: Promise<void> | null = null;

  /** Where it never holds, what is read is taken in at once. */
  constructor({ holds }: { readonly holds: boolean }) {
    this.wantedUntilMs = holds ? 0 : Infinity;
  }

  join(stream: PacedStream): void {
    this.streams.add(stream);
  }

  leave(stream: PacedStream): void {
    this.streams.delete(stream);
    this.resting.delete(stream);
    if (this.resting.size > 0 || this.timer === null) return;
    clearTimeout(this.timer);
    this.timer = null;
  }

  /** The stream is to be woken at the next multiple of `everyMs` (epoch), or with another that is woken before. */
  rest(stream: PacedStream, everyMs: number): void {
    this.resting.add(stream);
    const nowMs = Date.now();
    const wakeMs = nowMs + everyMs - (nowMs % everyMs);
    if (this.timer !== null && this.timerMs <= wakeMs) return;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timerMs = wakeMs;
    this.timer = setTimeout(() => this.wakeAll(), wakeMs - nowMs);
  }

  /** Whether what is read is to wait for `takeIn`. */
  isHolding(): boolean {
    return Date.now() >= this.wantedUntilMs;
  }

  /** Someone looks: what comes is taken in twice a second for the next minute. Resolves when nothing is older than that. */
  async want(): Promise<void> {
    const held = this.isHolding();
    this.wantedUntilMs = Math.max(this.wantedUntilMs, Date.now() + WANTED_MS);
    if (held) await this.takeIn();
  }

  /** Has all that came until now taken in; resolves when it is. */
  takeIn(): Promise<void> {
    this.taking ??= this.takeAllIn();
    return this.taking;
  }

  private async takeAllIn(): Promise<void> {
    await Promise.all(Array.from(this.streams, (stream) => stream.takeIn()));
    this.taking = null;
  }

  private wakeAll(): void {
    this.timer = null;
    const woken = [...this.resting];
    this.resting.clear();
    for (const stream of woken) stream.wake();
  }
}
