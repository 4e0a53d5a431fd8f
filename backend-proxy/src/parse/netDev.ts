import { fail, ok, type ParseFailure, type Result } from '../result.ts';
import { numbersOf } from './numbersOf.ts';

export interface NetDevRow {
  readonly device: string;
  readonly receiveBytes: number;
  readonly receivePackets: number;
  readonly receiveErrors: number;
  readonly receiveDrops: number;
  readonly transmitBytes: number;
  readonly transmitPackets: number;
  readonly transmitErrors: number;
  readonly transmitDrops: number;
  /** All sixteen, in the kernel's order. */
  readonly counters: readonly number[];
}

/**
 * Parses `/proc/net/dev` (proc(5)).
 *
 * Shape: two header lines, then `name: c1 … c16` per device; c1–c4 are received bytes, packets, errors and drops, c9–c12 sent.
 * Units: bytes and counts since the device appeared.
 * Fails: with the offending line when a header or a counter is missing. No devices is an empty list, not a failure.
 */
export function parseNetDev(text: string): Result<NetDevRow[], ParseFailure> {
  const [, header, ...lines] = text.trimEnd().split('\n');
  if (!header?.includes('bytes')) return fail({ format: '/proc/net/dev', line: header ?? '' });
  const rows: NetDevRow[] = [];
  const wrong = lines.find((line) => {
    const colon = line.lastIndexOf(':'); // a name may hold dashes, dots, even a colon; the counters never do
    const counters = numbersOf(line.slice(colon + 1));
    if (colon < 1 || counters === null || counters.length < 16) return true;
    rows.push({
      device: line.slice(0, colon).trim(),
      receiveBytes: counters[0]!,
      receivePackets: counters[1]!,
      receiveErrors: counters[2]!,
      receiveDrops: counters[3]!,
      transmitBytes: counters[8]!,
      transmitPackets: counters[9]!,
      transmitErrors: counters[10]!,
      transmitDrops: counters[11]!,
      counters,
    });
    return false;
  });
  return wrong === undefined ? ok(rows) : fail({ format: '/proc/net/dev', line: wrong });
}
