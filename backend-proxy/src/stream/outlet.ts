import { eventText } from './news.ts';

/** Where a stream is written to: an HTTP response. */
export interface Sink {
  write(text: string): unknown;
  end(text?: string): unknown;
  destroy(): unknown;
  readonly writableLength: number;
}

/** Bytes that may wait for a slow reader. */
const MOST_WAITING = 1024 * 1024;
/** Heartbeats after which a reader that takes nothing at all is given up. */
const MOST_STUCK = 4;

/**
 * The way to one reader, with bounded memory: what does not fit is not sent, and the reader is told that it missed it as soon
 * as it reads again.
 */
export class Outlet {
  private readonly sink: Sink;
  private missed: string[] = [];
  private stuck = 0;
  private waitedBytes = 0;

  constructor(sink: Sink) {
    this.sink = sink;
  }

  /** Sends an event. False when the reader is too slow: nothing was sent. */
  send(text: string): boolean {
    if (this.sink.writableLength > MOST_WAITING) return false;
    this.sink.write(text);
    return true;
  }

  /** These subscriptions have ended for this reader; it hears of it when there is room. */
  miss(ids: readonly string[]): void {
    this.missed.push(...ids);
    this.tellMissed();
  }

  tellMissed(): void {
    if (this.missed.length === 0 || this.sink.writableLength > MOST_WAITING / 2) return;
    this.sink.write(eventText('missed', { ids: this.missed }));
    this.missed = [];
  }

  /** Keeps the connection alive. A reader that took nothing for a minute is cut off. */
  beat(): void {
    const waiting = this.sink.writableLength;
    this.stuck = waiting > 0 && waiting >= this.waitedBytes ? this.stuck + 1 : 0;
    this.waitedBytes = waiting;
    if (this.stuck >= MOST_STUCK) this.sink.destroy();
    else if (waiting <= MOST_WAITING) this.sink.write(':\n\n');
    this.tellMissed();
  }

  end(): void {
    this.sink.end();
  }
}
