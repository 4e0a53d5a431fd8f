import { describe, expect, it } from 'vitest';
import { sumSentBytes } from './sentBytes.ts';

const TEXT = `0 0 127.0.0.1:41234 127.0.0.2:10022
\t cubic wscale:7,7 rto:204 rtt:0.05/0.02 mss:32768 cwnd:10 bytes_sent:4321 bytes_acked:4321 bytes_received:99 segs_out:12
0 0 127.0.0.1:41236 127.0.0.3:10022
\t cubic wscale:7,7 rto:204 bytes_sent:79 bytes_acked:79 bytes_received:1
`;

describe('sumSentBytes', () => {
  it('adds up what was sent, not what was acknowledged or received', () => {
    expect(sumSentBytes(TEXT)).toBe(4400);
    expect(sumSentBytes('')).toBe(0);
  });
});
