import { shareOf } from '../../parse/hubble/glance.ts';
import type { Glance } from '../../parse/hubble/glance.ts';

const SECOND_MS = 1000;
/** Within one second so many times the budget is read before a rate is known. */
const BURST = 4;

/**
 * Decides which flows are read whole: all of them up to `perSecond`, beyond that one in k. Flows that open connections are chosen
 * by their addresses and ports, so both ends' reports of a connection are taken or left together; others by chance, since one
 * connection may carry most of the answers.
 */
export class Sampler {
  private readonly perSecond: number;
  private readonly random: () => number;
  private factor = 1;
  private arrived = 0;
  private secondMs = Number.NEGATIVE_INFINITY;

  constructor(perSecond: number, random: () => number) {
    this.perSecond = perSecond;
    this.random = random;
  }

  /** How many flows this one stands for; 0 when it is only counted. */
  weigh(glance: Glance, nowMs: number): number {
    const elapsedMs = nowMs - this.secondMs;
    if (elapsedMs >= SECOND_MS || elapsedMs < 0) {
      const rate = elapsedMs >= SECOND_MS ? (this.arrived * SECOND_MS) / elapsedMs : 0;
      this.factor = Math.max(1, Math.ceil(rate / this.perSecond));
      this.arrived = 0;
      this.secondMs = nowMs;
    }
    this.arrived += 1;
    if (this.arrived > this.perSecond * BURST) this.factor = Math.max(this.factor, Math.ceil(this.arrived / this.perSecond));
    if (this.factor === 1) return 1;
    const share = glance.opens === null ? this.random() : shareOf(glance.opens);
    return share * this.factor < 1 ? this.factor : 0;
  }
}
