import { describe, expect, it } from 'vitest';
import { parseNetDev } from './netDev.ts';

const HEADER = 'Inter-|   Receive  |  Transmit\n face |bytes packets |bytes packets\n';
const COUNTERS = '1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16';

describe('parseNetDev', () => {
  it('reads bytes, packets, errors and drops of both directions', () => {
    expect(parseNetDev(`${HEADER}  eth0: ${COUNTERS}\n`)).toEqual({
      ok: true,
      value: [
        {
          device: 'eth0',
          receiveBytes: 1,
          receivePackets: 2,
          receiveErrors: 3,
          receiveDrops: 4,
          transmitBytes: 9,
          transmitPackets: 10,
          transmitErrors: 11,
          transmitDrops: 12,
          counters: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
        },
      ],
    });
  });
  it.each(['br-lan', 'eth0.100', 'veth1@if2', 'eth0:1'])('keeps the name %s, also when it touches the first counter', (name) => {
    const rows = parseNetDev(`${HEADER}${name}:${COUNTERS}\n`);
    expect(rows.ok && rows.value[0]?.device).toBe(name);
  });
  it('takes no devices for an empty list', () => {
    expect(parseNetDev(HEADER)).toEqual({ ok: true, value: [] });
  });
  it.each(['', 'cat: /proc/net/dev: No such file', `${HEADER}eth0 ${COUNTERS}`, `${HEADER}eth0: 1 2 3`, `${HEADER}eth0: x ${COUNTERS}`])(
    'fails on %j',
    (text) => {
      expect(parseNetDev(text).ok).toBe(false);
    },
  );
});
