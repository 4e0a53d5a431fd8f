/** Lets at most a fixed number of holders in at once; the others wait in the order of asking. */
export interface Semaphore {
  /** Waits for a place and returns the function that gives it back (calling it twice is harmless). */
  enter(signal?: AbortSignal): Promise<() => void>;
}

/** A semaphore with `places` places. An aborted `signal` lets the caller through at once: it looks at its signal and leaves. */
export function semaphore(places: number): Semaphore {
  let taken = 0;
  const waiting: (() => void)[] = [];

  const leaver = (): (() => void) => {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const next = taken <= places ? waiting.shift() : undefined;
      if (next) next();
      else taken -= 1;
    };
  };

  return {
    enter(signal) {
      if (taken < places || signal?.aborted) {
        taken += 1;
        return Promise.resolve(leaver());
      }
      return new Promise((resolve) => {
        const admit = (): void => {
          signal?.removeEventListener('abort', giveUp);
          resolve(leaver()); // the place is handed over: `taken` stays
        };
        const giveUp = (): void => {
          waiting.splice(waiting.indexOf(admit), 1);
          taken += 1;
          resolve(leaver());
        };
        waiting.push(admit);
        signal?.addEventListener('abort', giveUp, { once: true });
      });
    },
  };
}
