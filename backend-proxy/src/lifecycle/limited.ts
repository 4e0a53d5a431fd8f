/** A time limit beside a signal. */
export interface Limit {
  /** Aborts with the signal it was made from, or when the time is over. */
  readonly signal: AbortSignal;
  /** Nothing is limited any more: no timer and no listener stays behind, as those of `AbortSignal.timeout` and `AbortSignal.any` do. */
  end(): void;
}

/** Limits what is done under `signal` to `ms`. Whoever calls it calls `end`. */
export function limited(signal: AbortSignal, ms: number): Limit {
  const stop = new AbortController();
  const onAbort = (): void => stop.abort(signal.reason);
  const timer = setTimeout(() => stop.abort(new DOMException(`not within ${ms} ms`, 'TimeoutError')), ms);
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return {
    signal: stop.signal,
    end() {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    },
  };
}
