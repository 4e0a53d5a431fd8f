/** A Deployment's ReplicaSets: how many replicas each has been given, has, and has available. */
export interface Rollout {
  readonly wanted: number;
  readonly recreate: boolean;
  /** A number or a share such as `25%`, which is also the default. */
  readonly maxSurge: unknown;
  readonly maxUnavailable: unknown;
  readonly current: { readonly replicas: number; readonly available: number };
  readonly old: readonly { readonly replicas: number; readonly pods: number; readonly available: number }[];
}

/** How many replicas each set gets now: never more than the surge allows, never fewer available than `maxUnavailable` leaves. */
export function planRollout(rollout: Rollout): { readonly current: number; readonly old: readonly number[] } {
  const { wanted, recreate, current, old } = rollout;
  const oldGiven = sum(old.map(({ replicas }) => replicas));
  if (oldGiven === 0) {
    const stillThere = recreate && old.some(({ pods }) => pods > 0);
    return { current: stillThere ? current.replicas : wanted, old: old.map(() => 0) };
  }
  if (recreate) return { current: current.replicas, old: old.map(() => 0) };
  const surge = shareOf(rollout.maxSurge, wanted, Math.ceil);
  const unavailable = Math.max(surge === 0 ? 1 : 0, shareOf(rollout.maxUnavailable, wanted, Math.floor));
  const room = Math.max(0, wanted + surge - oldGiven - current.replicas);
  const next = Math.min(wanted, current.replicas + room);
  // What is old and broken costs no availability; after that as many as the new ones replace.
  let spare = current.available + sum(old.map(({ available }) => available)) - (wanted - unavailable);
  const sizes = old.map(({ replicas, available }) => {
    const broken = Math.max(0, replicas - available);
    const going = Math.min(replicas, broken + Math.max(0, Math.min(spare, replicas - broken)));
    spare -= going - broken;
    return replicas - going;
  });
  return { current: next, old: sizes };
}

function shareOf(value: unknown, whole: number, round: (value: number) => number): number {
  if (typeof value === 'number') return value;
  const percent = typeof value === 'string' && value.endsWith('%') ? Number(value.slice(0, -1)) : 25;
  return round((whole * percent) / 100);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
