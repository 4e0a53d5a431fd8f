import { expect, it } from 'vitest';
import { chooseGrid } from './grid.ts';

const H = 3_600_000;
const NOW = 1_700_000_123_456;
const choose = (rangeMs: number, maxDataPoints: number, intervalMs = 1000, onGrid = false) =>
  chooseGrid({ fromMs: NOW - rangeMs, toMs: NOW, maxDataPoints, intervalMs }, 5000, NOW - 24 * H, onGrid);

it('never makes more buckets than asked for, whatever the range', () => {
  for (const rangeMs of [0, 1, 5000, 61_000, H, 6 * H, 25 * H, 7 * 24 * H, 30 * 24 * H, 400 * 24 * H]) {
    for (const max of [1, 2, 3, 10, 99, 1000, 100_000]) {
      const { fromMs, stepMs } = choose(rangeMs, max, 1000, true);
      const buckets = stepMs === null ? 0 : Math.floor((NOW - fromMs) / stepMs) + 1;
      expect(buckets, `${rangeMs} ms in ${max}`).toBeLessThanOrEqual(max);
      expect(fromMs).toBeLessThanOrEqual(NOW - rangeMs);
    }
  }
});
it('leaves points as measured while they are few, unless they are to be added up', () => {
  expect(choose(H, 1000)).toEqual({ fromMs: NOW - H, stepMs: null, tier: 'raw' });
  expect(choose(H, 1000, 1000, true)).toMatchObject({ stepMs: 5000, tier: 'raw' });
  expect(choose(H, 1000, 15_000)).toMatchObject({ stepMs: 15_000, tier: 'raw' });
});
it('answers from minutes when the step allows it, and when raw points are gone', () => {
  expect(choose(6 * H, 1000)).toMatchObject({ stepMs: 30_000, tier: 'raw' });
  expect(choose(7 * 24 * H, 1000)).toMatchObject({ stepMs: 900_000, tier: 'minute' });
  expect(choose(25 * H, 100_000)).toMatchObject({ stepMs: 60_000, tier: 'minute' });
});
