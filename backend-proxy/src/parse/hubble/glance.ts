import type { Verdict } from '@tart-lab/contract/flow.ts';

/**
 * What is seen of a flow without reading it whole: enough to count it, to tell it from one that came before, and to decide whether
 * it is read. `key` is of its uuid, `opens` of the addresses and ports of a connection that a SYN opens; null for other flows.
 */
export interface Glance {
  readonly key: number;
  readonly atMs: number;
  readonly node: string;
  readonly verdict: Verdict;
  readonly dropReason: string | null;
  readonly opens: number | null;
}

const HIGH = 2 ** 32;

/** A number of 53 bits that stands for some bytes; two of a million differ with all but certainty. */
export function keyOfBytes(bytes: Uint8Array, from: number, to: number): number {
  let low = 0x811c9dc5;
  let high = 0x2545f491;
  for (let i = from; i < to; i += 1) {
    const byte = bytes[i] ?? 0;
    low = Math.imul(low ^ byte, 0x01000193);
    high = Math.imul(high + byte, 0x85ebca6b) ^ (high >>> 13);
  }
  return (high & 0x1fffff) * HIGH + (low >>> 0);
}

/** The same number for the same characters, of which only the lowest eight bits count. */
export function keyOfText(text: string, from: number, to: number): number {
  let low = 0x811c9dc5;
  let high = 0x2545f491;
  for (let i = from; i < to; i += 1) {
    const byte = text.charCodeAt(i) & 0xff;
    low = Math.imul(low ^ byte, 0x01000193);
    high = Math.imul(high + byte, 0x85ebca6b) ^ (high >>> 13);
  }
  return (high & 0x1fffff) * HIGH + (low >>> 0);
}

/** 0 to 1, evenly spread and steady for a connection: those below 1/k are a sample of one in k. */
export function shareOf(key: number): number {
  let mixed = Math.trunc(key / HIGH) ^ (key >>> 0);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / HIGH;
}
