import type { HpaRow } from '../parse/kube/rows.ts';
import { explainHpa, type HpaExplanation, type HpaObservation } from '../sample/cluster/explainHpa.ts';

/** The longest window that Kubernetes lets an HPA look back. */
const LONGEST_WINDOW_MS = 3_600_000;

/** What was seen of each HPA of a cluster within its windows: an explanation of now needs what was asked before. */
export class HpaMemory {
  private seen = new Map<string, HpaObservation[]>();

  /** Explains every HPA as it is now, and remembers what it asked for. HPAs that are gone are forgotten. */
  explain(hpas: ReadonlyMap<string, HpaRow>, nowMs: number): ReadonlyMap<string, HpaExplanation> {
    const kept = new Map<string, HpaObservation[]>();
    const explanations = new Map<string, HpaExplanation>();
    for (const [key, hpa] of hpas) {
      const before = (this.seen.get(key) ?? []).filter(({ atMs }) => nowMs - atMs <= LONGEST_WINDOW_MS);
      const explanation = explainHpa(hpa, before, nowMs);
      explanations.set(key, explanation);
      const last = before.at(-1);
      const now: HpaObservation = { atMs: nowMs, replicas: hpa.desired, asked: explanation.recommended };
      // A state that lasts is two observations: when it began and when it was last seen.
      const lasts =
        last && before.at(-2) && [last, before.at(-2)].every((one) => one?.replicas === now.replicas && one.asked === now.asked);
      kept.set(key, lasts ? [...before.slice(0, -1), now] : [...before, now]);
    }
    this.seen = kept;
    return explanations;
  }
}
