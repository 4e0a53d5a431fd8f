import type { Flow, LostEvent } from './messages.ts';

/** What a node's ring holds: a flow, or word of flows that were lost before they came to it. */
export interface RingEntry {
  readonly atMs: number;
  readonly flow?: Flow;
  readonly lost?: LostEvent;
}

/** As Hubble's own default: one less than a power of two. */
export const RING_SIZE = 4095;

/** The latest entries of one node. Entries are numbered from 0; the oldest is overwritten by the newest. */
export class Ring {
  private readonly entries: RingEntry[] = [];
  private written = 0;

  push(entry: RingEntry): void {
    this.entries[this.written % RING_SIZE] = entry;
    this.written++;
  }

  /** Number of the oldest entry that is still there. */
  get oldest(): number {
    return Math.max(0, this.written - RING_SIZE);
  }

  /** Number that the next entry gets. */
  get next(): number {
    return this.written;
  }

  get length(): number {
    return this.written - this.oldest;
  }

  /** Undefined for what was overwritten or is yet to come. */
  at(index: number): RingEntry | undefined {
    return index >= this.oldest && index < this.written ? this.entries[index % RING_SIZE] : undefined;
  }
}
