import { describe, expect, it } from 'vitest';
import { parseLoadavg } from './loadavg.ts';

describe('parseLoadavg', () => {
  it('reads three averages and the threads', () => {
    expect(parseLoadavg('0.42 0.37 12.31 2/512 18233\n')).toEqual({
      ok: true,
      value: { load1: 0.42, load5: 0.37, load15: 12.31, threads: 512 },
    });
  });
  it.each(['', '0.42 0.37\n', '0,42 0,37 0,31 2/512 18233\n'])('fails on %j', (text) => {
    expect(parseLoadavg(text)).toMatchObject({ error: { format: '/proc/loadavg' } });
  });
});
