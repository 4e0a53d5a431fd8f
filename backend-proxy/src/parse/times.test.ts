import { describe, expect, it } from 'vitest';
import { parseTimes } from './times.ts';

describe('parseTimes', () => {
  it.each([
    ['dash', '0m0.012000s 0m0.004000s\n1m0.030000s 0m0.050000s\n', 60.096],
    ['bash and busybox', '0m0.012s 0m0.004s\n12m1.030s 0m0.050s\n', 721.096],
  ])('adds up the shell and its children, as %s prints them', (_, text, seconds) => {
    const result = parseTimes(text);
    expect(result.ok && result.value).toBeCloseTo(seconds, 6);
  });
  it.each(['', '0m0.012s 0m0.004s\n', 'user 0m0.012s\nsys 0m0.004s\n'])('fails on %j', (text) => {
    expect(parseTimes(text).ok).toBe(false);
  });
});
