import { describe, expect, it } from 'vitest';
import { parseUptime } from './uptime.ts';

describe('parseUptime', () => {
  it('reads the first number', () => {
    expect(parseUptime('94121.33 180244.10\n')).toEqual({ ok: true, value: 94121.33 });
  });
  it.each(['', '94121.33', ' 20:01:02 up 3 days\n'])('fails on %j', (text) => {
    expect(parseUptime(text).ok).toBe(false);
  });
});
