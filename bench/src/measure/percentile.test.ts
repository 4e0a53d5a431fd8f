import { describe, expect, it } from 'vitest';
import { percentile, toSpread } from './percentile.ts';

describe('percentile', () => {
  it('takes the nearest rank, whatever the order', () => {
    const values = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(percentile(values, 0.5)).toBe(50);
    expect(percentile(values, 0.99)).toBe(99);
    expect(percentile(values, 1)).toBe(100);
    expect(percentile([7], 0.01)).toBe(7);
  });

  it('is null, not 0, of nothing', () => {
    expect(toSpread([])).toEqual({ count: 0, p50: null, p99: null, max: null });
  });

  it('leaves the values in their order', () => {
    const values = [3, 1, 2];
    toSpread(values);
    expect(values).toEqual([3, 1, 2]);
  });
});
