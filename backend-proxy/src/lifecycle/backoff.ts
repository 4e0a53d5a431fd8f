export interface Backoff {
  /** The pause before the next try, in ms; each call lengthens the one after it. */
  nextMs(): number;
  /** The next pause is a short one again. Call it on success. */
  reset(): void;
}

/**
 * Growing pauses with full jitter: anything from 0 to `baseMs`, then to twice that, and so on up to `capMs`.
 * Full jitter, because many guests that vanish together must not come back together.
 */
export function backoff(options: { baseMs: number; capMs: number; random?: () => number }): Backoff {
  const random = options.random ?? Math.random;
  let tries = 0;
  return {
    nextMs() {
      const ceilingMs = Math.min(options.capMs, options.baseMs * 2 ** tries);
      if (ceilingMs < options.capMs) tries += 1;
      return random() * ceilingMs;
    },
    reset() {
      tries = 0;
    },
  };
}
