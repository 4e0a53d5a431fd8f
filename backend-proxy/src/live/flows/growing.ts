/** Longer than this is no interval to say a rate of. */
const LONGEST_MS = 600_000;

/**
 * Counters by name that only grow, for rates over the interval between two samples. Flows from before Hubble was heard (again) are
 * held back, as they fell into no interval that was measured; once the break is known to be filled they count for all of it.
 */
export class Growing {
  private readonly totals = new Map<string, number>();
  private held = new Map<string, number>();
  private heldBeforeMs = Number.NEGATIVE_INFINITY;
  private before: { readonly atMs: number; readonly totals: ReadonlyMap<string, number> } | null = null;

  add(name: string, count: number, atMs: number): void {
    const counters = atMs < this.heldBeforeMs ? this.held : this.totals;
    counters.set(name, (counters.get(name) ?? 0) + count);
  }

  /** Every counter since the proxy started; flows that are held back are not in it yet. */
  counted(): ReadonlyMap<string, number> {
    return this.totals;
  }

  link(connected: boolean, atMs: number): void {
    if (!connected) return;
    this.held = new Map();
    this.heldBeforeMs = atMs;
  }

  healed(): void {
    this.heldBeforeMs = Number.NEGATIVE_INFINITY;
    for (const [name, count] of this.held) this.totals.set(name, (this.totals.get(name) ?? 0) + count);
    this.held = new Map();
  }

  /**
   * How much each counter grew a second since the last call that gave rates; null when that cannot be said: at first, and when
   * `isCovered` says that flows were not heard all the time. Counters that are not named in `always` come once they grew.
   */
  takeRates(
    atMs: number,
    always: readonly string[],
    isCovered: (fromMs: number) => 'all' | 'broken' | 'not now',
  ): ReadonlyMap<string, number> | null {
    const { before } = this;
    const covered = before ? isCovered(before.atMs) : isCovered(atMs);
    if (covered === 'not now') return null; // the break may yet turn out to be filled
    if (!before || covered === 'broken' || atMs <= before.atMs || atMs - before.atMs > LONGEST_MS) {
      this.before = { atMs, totals: new Map(this.totals) };
      return null;
    }
    const seconds = (atMs - before.atMs) / 1000;
    const rates = new Map<string, number>();
    for (const name of [...always, ...this.totals.keys()]) {
      rates.set(name, ((this.totals.get(name) ?? 0) - (before.totals.get(name) ?? 0)) / seconds);
    }
    this.before = { atMs, totals: new Map(this.totals) };
    return rates;
  }
}
