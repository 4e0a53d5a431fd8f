import { describe, expect, it } from 'vitest';
import { parseMeminfo } from './meminfo.ts';

describe('parseMeminfo', () => {
  it('gives bytes, and counts as they are', () => {
    const fields = parseMeminfo('MemTotal:        8147652 kB\nActive(anon):       10 kB\nHugePages_Total:       3\n');
    expect(fields.ok && [...fields.value]).toEqual([
      ['MemTotal', 8147652 * 1024],
      ['Active(anon)', 10240],
      ['HugePages_Total', 3],
    ]);
  });
  it.each(['', 'MemTotal: many kB\n', 'MemFree: 5 kB\n', 'MemTotal: 5 MB\n'])('fails on %j', (text) => {
    expect(parseMeminfo(text).ok).toBe(false);
  });
});
