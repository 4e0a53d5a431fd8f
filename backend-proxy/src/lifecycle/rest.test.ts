import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { restsUntil } from './rest.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('rests again and again for as long as it is told', async () => {
  const rests = restsUntil(new AbortController().signal);
  const woken: number[] = [];
  const beganMs = Date.now();
  const loop = async (): Promise<void> => {
    for (const ms of [100, 50]) {
      await rests.rest(ms);
      woken.push(Date.now() - beganMs);
    }
  };
  const ended = loop();
  await vi.advanceTimersByTimeAsync(200);
  await ended;
  expect(woken).toEqual([100, 150]);
});

it('ends a rest with its signal, leaves no timer, and does not rest any more', async () => {
  const stop = new AbortController();
  const rests = restsUntil(stop.signal);
  const resting = rests.rest(60_000);
  stop.abort();
  await resting;
  await rests.rest(60_000);
  expect(vi.getTimerCount()).toBe(0);
});

it('listens to its signal once, and not after its end', () => {
  const { signal } = new AbortController();
  const added = vi.spyOn(signal, 'addEventListener');
  const removed = vi.spyOn(signal, 'removeEventListener');
  const rests = restsUntil(signal);
  void rests.rest(10);
  void rests.rest(10);
  expect(added).toHaveBeenCalledTimes(1);
  rests.end();
  expect(removed).toHaveBeenCalledTimes(1);
});
