import { describe, expect, it } from 'vitest';
import { parseUname } from './uname.ts';

describe('parseUname', () => {
  it('reads host name, kernel and machine', () => {
    expect(parseUname('dev-worker1 6.8.0-45-generic aarch64\n')).toEqual({
      ok: true,
      value: { hostname: 'dev-worker1', kernel: '6.8.0-45-generic', machine: 'aarch64' },
    });
  });
  it.each(['', 'Linux\n', 'a b c d\n'])('fails on %j', (text) => {
    expect(parseUname(text).ok).toBe(false);
  });
});
