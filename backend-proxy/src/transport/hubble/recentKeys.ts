const LEAST = 128;
const MOST = 65_536;

/** Numbers of at least 1 in an open table that doubles; zero marks a free place. */
class KeySet {
  private places = new Float64Array(LEAST * 2);
  size = 0;

  has(key: number): boolean {
    return this.places[this.placeOf(key)] === key;
  }

  add(key: number): void {
    const at = this.placeOf(key);
    if (this.places[at] === key) return;
    this.places[at] = key;
    this.size += 1;
    if (this.size * 2 <= this.places.length) return;
    const before = this.places;
    this.places = new Float64Array(before.length * 2);
    for (const kept of before) if (kept !== 0) this.places[this.placeOf(kept)] = kept;
  }

  private placeOf(key: number): number {
    const mask = this.places.length - 1;
    let at = (key ^ (key / 2 ** 32)) & mask;
    while (this.places[at] !== 0 && this.places[at] !== key) at = (at + 1) & mask;
    return at;
  }
}

/**
 * Keys seen in the last while: each is known for at least `keepMs` and at most twice that, and never more than 131,072 of them.
 * Time is what the caller counts by, and may stand still: then nothing is forgotten.
 * Two tables take turns, so that forgetting costs nothing.
 */
export class RecentKeys {
  private readonly keepMs: number;
  private young = new KeySet();
  private old = new KeySet();
  private turnedMs = Number.NEGATIVE_INFINITY;

  constructor(keepMs: number) {
    this.keepMs = keepMs;
  }

  /** Remembers a key; false when it was known, which does not make it any younger. */
  add(key: number, atMs: number): boolean {
    if (atMs - this.turnedMs >= this.keepMs || this.young.size >= MOST) {
      this.old = this.young;
      this.young = new KeySet();
      this.turnedMs = atMs;
    }
    const own = key === 0 ? 1 : key;
    if (this.young.has(own) || this.old.has(own)) return false;
    this.young.add(own);
    return true;
  }
}
