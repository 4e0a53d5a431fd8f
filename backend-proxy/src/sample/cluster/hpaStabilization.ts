import type { HpaRow } from '../../parse/kube/rows.ts';
import { type Direction, type HpaObservation, rulesOf } from './hpaRules.ts';

/** `replicas` is what the window leaves of a recommendation; `untilMs` when its last reason to stay leaves the window, null when unseen. */
export interface Stabilized {
  readonly replicas: number;
  readonly untilMs: number | null;
}

/**
 * The stabilization window: on the way down the highest recommendation of the window counts, on the way up the lowest, and the
 * replicas there are bound both. `untilMs` is null where nothing seen holds it: what does was before we watched.
 */
export function stabilize(
  hpa: HpaRow,
  direction: Direction,
  recommended: number,
  observed: readonly HpaObservation[],
  nowMs: number,
): Stabilized {
  const { windowMs } = rulesOf(hpa, direction);
  let replicas = recommended;
  let lastMs: number | null = null;
  for (const { atMs, asked } of observed) {
    if (asked === null || atMs <= nowMs - windowMs) continue;
    replicas = direction === 'up' ? Math.min(replicas, asked) : Math.max(replicas, asked);
    if (direction === 'up' ? asked <= hpa.current : asked >= hpa.current) lastMs = atMs;
  }
  return {
    replicas: direction === 'up' ? Math.max(hpa.current, replicas) : Math.min(hpa.current, replicas),
    untilMs: lastMs === null ? null : lastMs + windowMs,
  };
}
