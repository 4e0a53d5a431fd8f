import { dateTime, type TimeRange } from '@grafana/data';
import { expect, it } from 'vitest';
import { SteadyRanges } from './steadyRanges.ts';

const relative = (from: string, endMs: number): TimeRange => ({ from: dateTime(0), to: dateTime(endMs), raw: { from, to: 'now' } });

it('gives the same range for the same words, whenever they are said', () => {
  const ranges = new SteadyRanges();
  const first = ranges.of(relative('now-15m', 1000));
  expect(ranges.of(relative('now-15m', 6000))).toBe(first);
  expect(ranges.of(relative('now-1h', 6000))).not.toBe(first);
});

it('leaves a range alone that somebody zoomed to', () => {
  const zoomed = { from: dateTime(1), to: dateTime(2), raw: { from: dateTime(1), to: dateTime(2) } };
  expect(new SteadyRanges().of(zoomed)).toBe(zoomed);
});

it('keeps a bounded number', () => {
  const ranges = new SteadyRanges();
  const first = ranges.of(relative('now-1m', 0));
  for (let minutes = 2; minutes < 60; minutes++) ranges.of(relative(`now-${minutes}m`, 0));
  expect(ranges.of(relative('now-1m', 5))).not.toBe(first);
});
