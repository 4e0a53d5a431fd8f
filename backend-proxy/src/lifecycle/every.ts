import { restsUntil } from './rest.ts';

/**
 * Runs `work` now and then on every multiple of `periodMs` (epoch ms, shifted by `phaseMs`) until `signal` aborts.
 * A slow run skips ticks; two never overlap. `work` returns its failures: one that throws is a bug and ends the loop.
 */
export async function every(periodMs: number, work: () => Promise<void> | void, signal: AbortSignal, phaseMs = 0): Promise<void> {
  const rests = restsUntil(signal);
  try {
    while (!signal.aborted) {
      await work();
      await rests.rest(periodMs - ((Date.now() - phaseMs) % periodMs));
    }
  } finally {
    rests.end();
  }
}
