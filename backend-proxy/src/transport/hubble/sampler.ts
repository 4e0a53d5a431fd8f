import { shareOf } from '../../parse/hubble/glance.ts';
import type { Glance } from '../../parse/hubble/glance.ts';

const SECOND_MS = 1000;
/** So many seconds' budget may be read at once: what comes after a break is no storm. */
const BURST = 4;

/**
 * Decides which flows are read whole: all of them up to `perSecond`, and in a storm one in k. A storm begins when four seconds'
 * budget is used up and ends with the first second that keeps within it. Flows that open connections are chosen by their addresses
 * and ports, so both ends' reports of a connection are taken or left together; others by chance, since one connection may carry
 * most of the answers.
 */
export class Sampler {
  private readonly perSecond: number;
  private readonly random: () => number;
  private factor = 1;
  private left: number;
  private arrived = 0;
  private secondMs = Number.NEGATIVE_INFINITY;

  constructor(perSecond: number, random: () => number) {
    this.perSecond = perSecond;
    this.random = random;
    this.left = perSecond * BURST;
  }

  /** How many flows this one stands for; 0 when it is only counted. */
  weigh(glance: Glance, nowMs: number): number {
    const elapsedMs = nowMs - this.secondMs;
    if (elapsedMs >= SECOND_MS || elapsedMs < 0) this.beginSecond(elapsedMs, nowMs);
    this.arrived += 1;
    if (this.factor === 1) {
      if (this.left > 0) {
        this.left -= 1;
        return 1;
      }
      this.factor = Math.max(2, Math.ceil(this.arrived / this.perSecond));
    }
    const share = glance.opens === null ? this.random() : shareOf(glance.opens);
    return share * this.factor < 1 ? this.factor : 0;
  }

  private beginSecond(elapsedMs: number, nowMs: number): void {
    const seconds = elapsedMs > 0 && Number.isFinite(elapsedMs) ? elapsedMs / SECOND_MS : 1;
    const rate = this.arrived / seconds;
    const stormed = this.factor > 1;
    this.factor = stormed && rate > this.perSecond ? Math.ceil(rate / this.perSecond) : 1;
    const least = this.factor > 1 ? 0 : this.perSecond;
    this.left = Math.min(this.perSecond * BURST, Math.max(least, stormed ? 0 : this.left + this.perSecond * seconds));
    this.arrived = 0;
    this.secondMs = nowMs;
  }
}
