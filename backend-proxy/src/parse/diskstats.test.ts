import { describe, expect, it } from 'vitest';
import { parseDiskstats } from './diskstats.ts';

describe('parseDiskstats', () => {
  it('gives bytes and seconds, whatever the kernel adds behind', () => {
    const row = { device: 'vda', readsCompleted: 10, readBytes: 16 * 512, writesCompleted: 20, writtenBytes: 32 * 512, ioTimeSeconds: 1.5 };
    const counters = '10 1 16 5 20 2 32 6 0 1500 11';
    const all = [10, 1, 16, 5, 20, 2, 32, 6, 0, 1500, 11];
    expect(parseDiskstats(` 254       0 vda ${counters}\n`)).toEqual({ ok: true, value: [{ ...row, counters: all }] });
    const newer = parseDiskstats(` 254       0 vda ${counters} 1 2 3 4 5 6 7\n`);
    expect(newer).toEqual({ ok: true, value: [{ ...row, counters: [...all, 1, 2, 3, 4, 5, 6, 7] }] });
  });
  it.each(['', '254 0 vda 1 2 3\n', '254 0 vda 1 2 3 4 5 6 7 8 9 10 x\n'])('fails on %j', (text) => {
    expect(parseDiskstats(text).ok).toBe(false);
  });
});
