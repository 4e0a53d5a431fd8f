/** Calls `work` again and again until the returned function is called. */
export type EveryTick = (work: () => void) => () => void;

/** One heartbeat for all who listen; it beats only while somebody does. */
export class Pulse {
  private readonly every: EveryTick;
  private readonly listeners = new Set<() => void>();
  private stop: (() => void) | undefined;
  private over = false;

  constructor(every: EveryTick) {
    this.every = every;
  }

  /** The returned function ends it, and may be called again. */
  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    this.stop ??= this.every(() => {
      for (const each of [...this.listeners]) each();
    });
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0) return;
      this.stop?.();
      this.stop = undefined;
    };
  }

  /** Whether it has ended for good. */
  get ended(): boolean {
    return this.over;
  }

  /** Every listener hears it once more, and finds it ended. */
  close(): void {
    this.over = true;
    for (const each of [...this.listeners]) each();
    this.listeners.clear();
    this.stop?.();
    this.stop = undefined;
  }
}

export function everyMs(periodMs: number): EveryTick {
  return (work) => {
    const timer = setInterval(work, periodMs);
    return () => clearInterval(timer);
  };
}
