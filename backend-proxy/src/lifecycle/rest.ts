/** Waits `ms`, or less when `signal` aborts. Never fails: whoever waits looks at the signal again. */
export function rest(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    signal?.addEventListener('abort', wake, { once: true });
  });
}

/** Many rests of one loop. */
export interface Rests {
  rest(ms: number): Promise<void>;
  /** Forgets the signal; call it when the loop has ended. */
  end(): void;
}

/** As `rest`, for a loop: the signal is listened to once, as a listener a rest costs more than its timer. One rest at a time. */
export function restsUntil(signal: AbortSignal): Rests {
  let wake = (): void => undefined;
  let timer: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    clearTimeout(timer);
    wake();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    rest(ms) {
      if (signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        wake = resolve;
        timer = setTimeout(resolve, ms);
      });
    },
    end: () => signal.removeEventListener('abort', onAbort),
  };
}

/** Resolves when `signal` aborts; holds no timer. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
