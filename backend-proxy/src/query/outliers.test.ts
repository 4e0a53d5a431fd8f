import { describe, expect, it } from 'vitest';
import type { Line } from './line.ts';
import { outlyingLines } from './outliers.ts';

const lineOf = (vm: string, ...values: (number | null)[]): Line => ({ labels: { vm }, times: values.map((_, i) => i), values });
const found = (lines: readonly Line[], times = 3): unknown[] => outlyingLines(lines, times).lines.map(({ labels }) => labels['vm']);
const usual = [0.1, 0.11, 0.12, 0.09, 0.1].map((mean, i) => lineOf(`dev-${i}`, mean, mean));

describe('outlyingLines', () => {
  it('finds those whose mean lies far above or below the others, the farthest first', () => {
    expect(found([...usual, lineOf('low', 0, 0), lineOf('busy', 0.8, 1)])).toEqual(['busy', 'low']);
  });

  it('finds none among alike, and is not fooled by one that was high for a moment', () => {
    expect(found(usual)).toEqual([]);
    expect(found([...usual, lineOf('blip', 0.1, 0.1, 0.13, 0.1, null)])).toEqual([]);
  });

  it('finds what differs where all others are the same to the bit', () => {
    expect(found([...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => lineOf(`idle-${i}`, 0)), lineOf('busy', 0.01)])).toEqual(['busy']);
    expect(found([1, 2, 3, 4].map((i) => lineOf(`idle-${i}`, 0)))).toEqual([]);
  });

  it('is stricter with a higher factor', () => {
    const lines = [...usual, lineOf('warm', 0.16, 0.16)];
    expect(found(lines, 2)).toEqual(['warm']);
    expect(found(lines, 10)).toEqual([]);
  });

  it('needs three series with values', () => {
    const { lines, notice } = outlyingLines([lineOf('a', 1), lineOf('b', 9), lineOf('none', null)], 1);
    expect(lines).toEqual([]);
    expect(notice.text).toBe('Of 2 series none can stand out; it takes 3');
  });

  it('says how many stand out and what is usual', () => {
    const { notice } = outlyingLines([...usual, lineOf('busy', 0.9)], 3);
    expect(notice).toEqual({ severity: 'info', text: '1 of 6 series stand out: means of 0.0605 to 0.149 are usual' });
  });
});
