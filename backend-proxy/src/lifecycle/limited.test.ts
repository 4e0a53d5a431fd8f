import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { limited } from './limited.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('aborts when the time is over', () => {
  const limit = limited(new AbortController().signal, 1000);
  vi.advanceTimersByTime(999);
  expect(limit.signal.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(limit.signal.reason).toMatchObject({ name: 'TimeoutError' });
});

it('aborts with the signal it was made from, even one that aborted before', () => {
  const stop = new AbortController();
  const limit = limited(stop.signal, 1000);
  stop.abort('stopped');
  expect(limit.signal.reason).toBe('stopped');
  expect(limited(AbortSignal.abort('before'), 1000).signal.reason).toBe('before');
});

it('leaves nothing behind and aborts no more once it has ended', () => {
  const stop = new AbortController();
  const removed = vi.spyOn(stop.signal, 'removeEventListener');
  const limit = limited(stop.signal, 1000);
  limit.end();
  expect(vi.getTimerCount()).toBe(0);
  expect(removed).toHaveBeenCalledTimes(1);
  stop.abort();
  expect(limit.signal.aborted).toBe(false);
});
