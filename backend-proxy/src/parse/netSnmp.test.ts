import { describe, expect, it } from 'vitest';
import { parseEstablished, parseNetCounters } from './netSnmp.ts';

describe('parseEstablished', () => {
  it('finds the value under its name, wherever the kernel puts it', () => {
    expect(parseEstablished('Ip: Forwarding\nIp: 1\nTcp: RtoMin CurrEstab InSegs\nTcp: 200 42 9\nUdp: InDatagrams\nUdp: 5\n')).toEqual({
      ok: true,
      value: 42,
    });
  });
  it('does not take a negative maximum for a missing value', () => {
    expect(parseEstablished('Tcp: MaxConn CurrEstab\nTcp: -1 0\n')).toEqual({ ok: true, value: 0 });
  });
  it.each(['', 'Tcp: RtoMin\nTcp: 200\n', 'Tcp: RtoMin CurrEstab\nTcp: 200\n', 'Tcp: CurrEstab\nTcp: many\n', 'Tcp: CurrEstab\n'])(
    'fails on %j',
    (text) => {
      expect(parseEstablished(text).ok).toBe(false);
    },
  );
});

describe('parseNetCounters', () => {
  it('names every counter by its protocol, and leaves out lines that do not fit together', () => {
    const text = 'Tcp: MaxConn CurrEstab\nTcp: -1 33\nUdp: InDatagrams\nIpExt: InOctets\nIpExt: 2084874903\nTcpExt: A B\nTcpExt: 1\n';
    expect([...parseNetCounters(text)]).toEqual([
      ['Tcp_MaxConn', -1],
      ['Tcp_CurrEstab', 33],
      ['IpExt_InOctets', 2_084_874_903],
    ]);
  });
});
