import { describe, expect, it } from 'vitest';
import { backoff } from './backoff.ts';

describe('backoff', () => {
  it('doubles the longest pause up to the cap', () => {
    const pauses = backoff({ baseMs: 500, capMs: 3000, random: () => 1 });
    expect([1, 2, 3, 4, 5].map(() => pauses.nextMs())).toEqual([500, 1000, 2000, 3000, 3000]);
  });

  it('takes any part of the longest pause, even none', () => {
    const draws = [0, 0.5, 0.25];
    const pauses = backoff({ baseMs: 1000, capMs: 8000, random: () => draws.shift() ?? 0 });
    expect([pauses.nextMs(), pauses.nextMs(), pauses.nextMs()]).toEqual([0, 1000, 1000]);
  });

  it('is short again after a reset', () => {
    const pauses = backoff({ baseMs: 500, capMs: 30_000, random: () => 1 });
    pauses.nextMs();
    pauses.nextMs();
    pauses.reset();
    expect(pauses.nextMs()).toBe(500);
  });

  it('stays finite after very many failures', () => {
    const pauses = backoff({ baseMs: 500, capMs: 30_000, random: () => 1 });
    for (let tries = 0; tries < 5000; tries += 1) pauses.nextMs();
    expect(pauses.nextMs()).toBe(30_000);
  });
});
