import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { every } from './every.ts';

describe('every', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 12_300 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('runs at once and then on multiples of the period', async () => {
    const atMs: number[] = [];
    const stop = new AbortController();
    const loop = every(5000, async () => void atMs.push(Date.now()), stop.signal);
    await vi.advanceTimersByTimeAsync(10_000);
    stop.abort();
    await loop;
    expect(atMs).toEqual([12_300, 15_000, 20_000]);
  });

  it('shifts the multiples by the phase', async () => {
    const atMs: number[] = [];
    const stop = new AbortController();
    const loop = every(5000, async () => void atMs.push(Date.now()), stop.signal, 700);
    await vi.advanceTimersByTimeAsync(10_000);
    stop.abort();
    await loop;
    expect(atMs).toEqual([12_300, 15_700, 20_700]);
  });

  it('skips ticks while a run is slow and never overlaps two', async () => {
    let running = 0;
    let most = 0;
    const atMs: number[] = [];
    const stop = new AbortController();
    const slow = async (): Promise<void> => {
      atMs.push(Date.now());
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 7000));
      running -= 1;
    };
    const loop = every(5000, slow, stop.signal);
    await vi.advanceTimersByTimeAsync(20_000);
    stop.abort();
    await vi.advanceTimersByTimeAsync(7000);
    await loop;
    expect(most).toBe(1);
    expect(atMs).toEqual([12_300, 20_000, 30_000]);
  });

  it('ends its rest when the signal aborts and leaves no timer', async () => {
    const stop = new AbortController();
    const loop = every(5000, async () => undefined, stop.signal);
    await vi.advanceTimersByTimeAsync(1);
    stop.abort();
    await loop;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not run at all with a signal that was aborted before', async () => {
    const work = vi.fn(async () => undefined);
    await every(5000, work, AbortSignal.abort());
    expect(work).not.toHaveBeenCalled();
  });
});
