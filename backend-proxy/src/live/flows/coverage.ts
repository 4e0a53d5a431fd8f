import { KEPT_MS, SLOT_MS } from './slotRing.ts';

interface Hole {
  fromMs: number;
  /** Null while it lasts. */
  toMs: number | null;
}

/** When flows were heard, by the proxy's clock: everything but the holes. It begins in one. */
export class Coverage {
  private holes: Hole[] = [{ fromMs: 0, toMs: null }];
  /** When flows were heard for the first time; null before. */
  firstMs: number | null = null;

  connected(atMs: number): void {
    this.firstMs ??= atMs;
    const last = this.holes.at(-1);
    if (last && last.toMs === null) last.toMs = Math.max(atMs, last.fromMs);
    this.holes = this.holes.filter(({ toMs }) => toMs === null || toMs > atMs - 2 * KEPT_MS);
  }

  disconnected(atMs: number): void {
    const last = this.holes.at(-1);
    if (last?.toMs !== null) this.holes.push({ fromMs: Math.max(atMs, last?.toMs ?? 0), toMs: null });
  }

  /** All flows of the latest hole came afterwards. What was before the first flow stays unknown. */
  healed(): void {
    const last = this.holes.at(-1);
    if (last && last.toMs !== null && last.fromMs > 0) this.holes.pop();
  }

  isConnected(): boolean {
    return this.holes.at(-1)?.toMs !== null;
  }

  /** How much of a time flows were heard, in ms. */
  coveredMs(fromMs: number, toMs: number): number {
    let covered = Math.max(0, toMs - fromMs);
    for (const hole of this.holes) {
      covered -= Math.max(0, Math.min(toMs, hole.toMs ?? toMs) - Math.max(fromMs, hole.fromMs));
    }
    return Math.max(0, covered);
  }

  /** The slots of a time in which flows were heard for most of it, and for how long that was altogether. The last one may be young. */
  heard(fromMs: number, toMs: number): { readonly slots: readonly number[]; readonly seconds: number } {
    const slots: number[] = [];
    let ms = 0;
    const firstMs = Math.max(fromMs, this.firstMs ?? toMs, toMs - KEPT_MS);
    for (let slot = Math.floor(firstMs / SLOT_MS); slot * SLOT_MS < toMs; slot += 1) {
      const beginMs = Math.max(slot * SLOT_MS, this.firstMs ?? toMs);
      const endMs = Math.min(toMs, (slot + 1) * SLOT_MS);
      const covered = this.coveredMs(beginMs, endMs);
      if (covered <= 0 || covered < (endMs - beginMs) / 2) continue;
      slots.push(slot);
      ms += covered;
    }
    return { slots, seconds: ms / 1000 };
  }
}
