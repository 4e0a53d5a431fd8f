import { describe, expect, it } from 'vitest';
import { parseCount } from './count.ts';

describe('parseCount', () => {
  it('reads a positive number', () => {
    expect(parseCount('187\n')).toEqual({ ok: true, value: 187 });
  });
  it.each(['', '0\n', '-1\n', '1 2\n', '/proc/[0-9]*\n'])('fails on %j', (text) => {
    expect(parseCount(text).ok).toBe(false);
  });
});
