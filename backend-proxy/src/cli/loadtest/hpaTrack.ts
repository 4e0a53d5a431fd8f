import type { HpaRow } from '../../parse/kube/rows.ts';
import { explainHpa, type HpaExplanation, type HpaObservation } from '../../sample/cluster/explainHpa.ts';

/** One look at an HPA that saw something new. */
export interface HpaSight {
  readonly atMs: number;
  readonly hpa: HpaRow;
  readonly explanation: HpaExplanation;
}

/** A change of replicas, with the look before it and the one that saw it. */
export interface HpaStep {
  readonly atMs: number;
  readonly from: number;
  readonly to: number;
  readonly before: HpaSight;
  readonly after: HpaSight;
  /** Since when the formula had asked for a change in this direction, without a break; null where it was not seen. */
  readonly askedSinceMs: number | null;
}

const cpuOf = ({ metrics }: HpaRow): number | null => metrics[0]?.current ?? null;

/** What was seen of one HPA during a load test, oldest first. */
export class HpaTrack {
  readonly sights: HpaSight[] = [];
  readonly steps: HpaStep[] = [];
  private readonly observed: HpaObservation[] = [];
  /** When it was last looked at, also where nothing was new. */
  lookedAtMs = 0;

  /** Takes one look; true when it saw other replicas or another metric than the look before. */
  take(hpa: HpaRow, atMs: number): boolean {
    this.lookedAtMs = atMs;
    const explanation = explainHpa(hpa, this.observed, atMs);
    const before = this.sights.at(-1);
    this.observed.push({ atMs, replicas: hpa.desired, asked: explanation.recommended });
    const sight = { atMs, hpa, explanation };
    const same = before && before.hpa.desired === hpa.desired && before.hpa.current === hpa.current && cpuOf(before.hpa) === cpuOf(hpa);
    if (same) return false;
    this.sights.push(sight);
    if (before && before.hpa.desired !== hpa.desired) {
      const [from, to] = [before.hpa.desired, hpa.desired];
      const scaledMs = hpa.lastScaleAtMs;
      const stepMs = scaledMs !== null && scaledMs > before.atMs - 1000 && scaledMs <= atMs ? scaledMs : atMs;
      this.steps.push({ atMs: stepMs, from, to, before, after: sight, askedSinceMs: this.askedSince(from, to > from) });
    }
    return true;
  }

  /** The replicas and the metric at a time, as they were seen last before it; null before the first look. */
  at(atMs: number): HpaSight | null {
    return this.sights.findLast((sight) => sight.atMs <= atMs) ?? null;
  }

  private askedSince(from: number, up: boolean): number | null {
    let since: number | null = null;
    for (let i = this.observed.length - 1; i >= 0; i--) {
      const { asked, atMs, replicas } = this.observed[i]!;
      // The step itself shows the replicas after it.
      if (i < this.observed.length - 1 && replicas !== from) break;
      if (asked === null || (up ? asked <= from : asked >= from)) break;
      since = atMs;
    }
    return since;
  }
}
