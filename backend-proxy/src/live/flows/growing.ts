/** Whether flows were heard for all of a time. `not now`: it cannot be said yet. */
export type Covered = 'all' | 'broken' | 'not now';

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
  /** When rates were taken last, and what the counters were then. */
  private beforeMs: number | null = null;
  private readonly before = new Map<string, number>();

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
   * Tells how much each counter grew a second since the last call that gave rates; nothing when that cannot be said: at first, and when
   * `isCovered` says that flows were not heard all the time. Counters that are not named in `always` come once they grew.
   */
  takeRates(
    atMs: number,
    always: readonly string[],
    isCovered: (fromMs: number) => Covered,
    tell: (name: string, perSecond: number) => void,
  ): void {
    const { beforeMs, before } = this;
    const covered = isCovered(beforeMs ?? atMs);
    if (covered === 'not now') return; // the break may yet turn out to be filled
    const ms = atMs - (beforeMs ?? atMs);
    const isKnown = covered === 'all' && ms > 0 && ms <= LONGEST_MS;
    if (isKnown) for (const name of always) if (!this.totals.has(name)) tell(name, 0);
    this.totals.forEach((total, name) => {
      if (isKnown) tell(name, (total - (before.get(name) ?? 0)) / (ms / 1000));
      before.set(name, total);
    });
    this.beforeMs = atMs;
  }
}
