import { expect, it } from 'vitest';
import { changedTail, tailFrom } from './tail.ts';

const points = (...entries: readonly [number, number | null][]) => ({
  times: entries.map(([time]) => time),
  values: entries.map(([, value]) => value),
});

it('is null while nothing changed', () => {
  expect(changedTail(points([1, 1], [2, null]), points([1, 1], [2, null]), 0)).toBeNull();
  expect(changedTail(points(), points(), 0)).toBeNull();
});

it('holds what was added', () => {
  expect(changedTail(points([1, 1]), points([1, 1], [2, 2]), 0)).toEqual({ fromMs: 2, times: [2], values: [2] });
});

it('begins at a bucket that grew', () => {
  expect(changedTail(points([10, 1], [20, 2]), points([10, 1], [20, 3], [30, 4]), 0)).toEqual({
    fromMs: 20,
    times: [20, 30],
    values: [3, 4],
  });
});

it('takes a gap away that closed, though nothing has come at its time', () => {
  expect(changedTail(points([10, 1], [15, null]), points([10, 1], [16, 2]), 0)).toEqual({ fromMs: 15, times: [16], values: [2] });
});

it('begins at a point that came late, between others', () => {
  expect(changedTail(points([10, 1], [30, 3]), points([10, 1], [20, 2], [30, 3]), 0)).toEqual({
    fromMs: 20,
    times: [20, 30],
    values: [2, 3],
  });
});

it('does not look at what is too old, which a shorter range no longer has', () => {
  expect(changedTail(points([10, null], [20, 2]), points([20, 2]), 15)).toBeNull();
  expect(changedTail(points([20, 2]), points(), 15)).toEqual({ fromMs: 20, times: [], values: [] });
});

it('cuts a tail at its first point', () => {
  expect(tailFrom(points([10, 1], [20, 2]), 11)).toEqual({ fromMs: 11, times: [20], values: [2] });
});
