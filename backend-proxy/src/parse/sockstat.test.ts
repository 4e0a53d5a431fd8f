import { describe, expect, it } from 'vitest';
import { parseSockstat, parseSockstat6, parseSockstatCounts } from './sockstat.ts';

const TEXT = 'sockets: used 976\nTCP: inuse 941 orphan 2 tw 7 alloc 950 mem 4\nUDP: inuse 3 mem 0\nRAW: inuse 0\n';

describe('parseSockstat', () => {
  it('reads the four counts of the TCP line', () => {
    expect(parseSockstat(TEXT)).toEqual({ ok: true, value: { inUse: 941, orphaned: 2, timeWait: 7, allocated: 950 } });
  });
  it('fails with the line that lacks a count', () => {
    expect(parseSockstat('sockets: used 9\nTCP: inuse 941 orphan 2\n')).toEqual({
      ok: false,
      error: { format: '/proc/net/sockstat', line: 'TCP: inuse 941 orphan 2' },
    });
  });
  it.each(['', 'UDP: inuse 3 mem 0\n', 'TCP: inuse x orphan 2 tw 7 alloc 950 mem 4\n'])('fails on %j', (text) => {
    expect(parseSockstat(text).ok).toBe(false);
  });
});

describe('parseSockstat6', () => {
  it('reads TCP6, not UDP6', () => {
    expect(parseSockstat6('TCP6: inuse 12\nUDP6: inuse 5\n')).toEqual({ ok: true, value: 12 });
  });
  it('counts none where the kernel has no IPv6', () => {
    expect(parseSockstat6(undefined)).toEqual({ ok: true, value: 0 });
  });
  it.each(['', 'UDP6: inuse 5\n'])('fails on %j', (text) => {
    expect(parseSockstat6(text).ok).toBe(false);
  });
});

describe('parseSockstatCounts', () => {
  it('names every count by its protocol', () => {
    expect([...parseSockstatCounts('sockets: used 214\nTCP: inuse 27 tw 5\nFRAG6: inuse 0 memory 0\n')]).toEqual([
      ['sockets_used', 214],
      ['TCP_inuse', 27],
      ['TCP_tw', 5],
      ['FRAG6_inuse', 0],
      ['FRAG6_memory', 0],
    ]);
  });
});
