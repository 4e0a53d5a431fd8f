import { describe, expect, it } from 'vitest';
import { parseDate } from './date.ts';

describe('parseDate', () => {
  it('reads seconds and nanoseconds', () => {
    expect(parseDate('1760094121.482214000\n')).toEqual({ ok: true, value: 1760094121.482214 });
    expect(parseDate('1760094121.000000001\n')).toMatchObject({ value: 1760094121 });
  });
  it('reads microseconds, as bash has them', () => {
    expect(parseDate('1760094121.482214\n')).toEqual({ ok: true, value: 1760094121.482214 });
  });
  it.each(['1760094121.%N\n', '1760094121.N\n'])('takes whole seconds where nanoseconds are not known: %j', (text) => {
    expect(parseDate(text)).toEqual({ ok: true, value: 1760094121 });
  });
  it.each(['', 'Thu Oct  9 12:00:00 UTC 2025\n', '1760094121.48\n', '1760094121\n'])('fails on %j', (text) => {
    expect(parseDate(text).ok).toBe(false);
  });
});
