/** One thing to send: text of a stream, or the end of the session. `delayMs` is counted from when it is put in. */
export interface Parcel {
  readonly delayMs: number;
  readonly deliver: () => void;
}

/** Sends parcels in order, each no sooner than its delay, and none while `held`. It has at most one timer. */
export class Outbox {
  private readonly waiting: { readonly dueMs: number; readonly deliver: () => void }[] = [];
  private timer: NodeJS.Timeout | null = null;
  private held = false;

  put({ delayMs, deliver }: Parcel): void {
    if (delayMs <= 0 && this.waiting.length === 0 && !this.held) {
      deliver();
      return;
    }
    this.waiting.push({ dueMs: performance.now() + delayMs, deliver });
    this.work();
  }

  hold(held: boolean): void {
    this.held = held;
    if (!held) this.work();
  }

  get empty(): boolean {
    return this.waiting.length === 0;
  }

  close(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.waiting.length = 0;
    this.held = true;
  }

  private work(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    for (;;) {
      const next = this.waiting[0];
      if (!next || this.held) return;
      const restMs = next.dueMs - performance.now();
      if (restMs > 0) {
        this.timer = setTimeout(() => this.work(), restMs);
        return;
      }
      this.waiting.shift();
      next.deliver();
    }
  }
}
