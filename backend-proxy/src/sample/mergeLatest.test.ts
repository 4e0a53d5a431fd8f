import { expect, it } from 'vitest';
import type { Sample } from '@tart-lab/contract/sample.ts';
import { mergeLatest } from './mergeLatest.ts';

const users = (test: string, atMs: number, value: number): Sample => ({
  metric: 'tart_loadtest_vus',
  labels: { test, cluster: 'dev' },
  atMs,
  value,
});

it('keeps the newest of each series, also of those that came before', () => {
  const known = [users('a', 1000, 10), users('b', 1000, 20)];
  expect(mergeLatest(known, [users('a', 2000, 11)], 2000, 60_000)).toEqual([users('a', 2000, 11), users('b', 1000, 20)]);
  expect(mergeLatest(known, [users('a', 500, 9)], 2000, 60_000)).toEqual(known);
});

it('knows a series by its labels in any order, and forgets it in time', () => {
  const other: Sample = { ...users('a', 2000, 11), labels: { cluster: 'dev', test: 'a' } };
  expect(mergeLatest([users('a', 1000, 10)], [other], 2000, 60_000)).toEqual([other]);
  expect(mergeLatest([users('a', 1000, 10)], [], 61_001, 60_000)).toEqual([]);
});
