/** Flows are counted in slots of ten seconds, of which an hour is kept. */
export const SLOT_MS = 10_000;
export const SLOTS = 360;
export const KEPT_MS = SLOT_MS * SLOTS;

export const slotOf = (atMs: number): number => Math.floor(atMs / SLOT_MS);

/** Some counters for each slot of the last hour. A slot that is older than the newest by an hour is forgotten. */
export class SlotRing {
  private readonly width: number;
  private readonly counts: Uint32Array | Uint16Array;
  private readonly most: number;
  private newest = Number.NEGATIVE_INFINITY;

  constructor(width: number, bytes: 2 | 4 = 4) {
    this.width = width;
    this.counts = bytes === 4 ? new Uint32Array(SLOTS * width) : new Uint16Array(SLOTS * width);
    this.most = bytes === 4 ? 0xffff_ffff : 0xffff;
  }

  add(slot: number, column: number, count: number): void {
    const at = this.placeOf(slot, column);
    if (at >= 0) this.counts[at] = Math.min(this.most, (this.counts[at] ?? 0) + count);
  }

  /** Keeps the greater of the two. */
  raise(slot: number, column: number, value: number): void {
    const at = this.placeOf(slot, column);
    if (at >= 0) this.counts[at] = Math.min(this.most, Math.max(this.counts[at] ?? 0, value));
  }

  get(slot: number, column: number): number {
    if (slot > this.newest || slot <= this.newest - SLOTS) return 0;
    return this.counts[(slot % SLOTS) * this.width + column] ?? 0;
  }

  sum(slots: Iterable<number>, column: number): number {
    let sum = 0;
    for (const slot of slots) sum += this.get(slot, column);
    return sum;
  }

  /** Adds all that another of the same width holds. */
  addAll(other: SlotRing): void {
    for (let slot = other.newest - SLOTS + 1; slot <= other.newest; slot += 1) {
      for (let column = 0; column < this.width; column += 1) {
        const count = other.get(slot, column);
        if (count > 0) this.add(slot, column, count);
      }
    }
  }

  private placeOf(slot: number, column: number): number {
    if (slot > this.newest) {
      const from = Math.max(this.newest + 1, slot - SLOTS + 1);
      for (let passed = from; passed <= slot; passed += 1) {
        const at = (passed % SLOTS) * this.width;
        this.counts.fill(0, at, at + this.width);
      }
      this.newest = slot;
    } else if (slot <= this.newest - SLOTS) return -1;
    return (slot % SLOTS) * this.width + column;
  }
}
