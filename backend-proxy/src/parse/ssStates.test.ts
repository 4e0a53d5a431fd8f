import { describe, expect, it } from 'vitest';
import { parseSsStates } from './ssStates.ts';

describe('parseSsStates', () => {
  it('counts sockets by state, every state present', () => {
    expect(parseSsStates('     33 ESTAB\n      1 FIN-WAIT-2\n      9 LISTEN\n      2 ESTAB\n')).toEqual({
      ok: true,
      value: {
        established: 35,
        syn_sent: 0,
        syn_recv: 0,
        fin_wait1: 0,
        fin_wait2: 1,
        time_wait: 0,
        close: 0,
        close_wait: 0,
        last_ack: 0,
        listen: 9,
        closing: 0,
      },
    });
  });
  it('reads a count wider than its column', () => {
    expect(parseSsStates('12345678 TIME-WAIT\n')).toMatchObject({ value: { time_wait: 12345678 } });
  });
  it.each(['', '3 toString\n', '3 NEW-STATE\n', 'ESTAB\n'])('fails on %j', (text) => {
    expect(parseSsStates(text).ok).toBe(false);
  });
});
