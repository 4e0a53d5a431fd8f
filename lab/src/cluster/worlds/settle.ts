import type { ClusterContext } from '../context.ts';
import type { Applied } from './draft.ts';

const DAY_MS = 86_400_000;
const OLDEST_DAYS = 44;
/** How long a cluster takes, at most, until what was applied runs. */
const SETTLED_MS = 90_000;

/**
 * Makes up a cluster's past: its nodes came six weeks ago, each manifest when it says, and the controllers did then what they do
 * now. Nothing happens in between, so weeks cost as much as the changes in them. Leaves the clock at `untilMs`.
 */
export function settle({ store, agenda }: ClusterContext, untilMs: number, first: () => void, world: readonly Applied[]): void {
  const hour = (days: number): number => Math.floor((untilMs - days * DAY_MS) / 3_600_000) * 3_600_000;
  agenda.rewind(hour(OLDEST_DAYS));
  first();
  agenda.runUntil(agenda.now() + SETTLED_MS);
  const dates = [...new Set(world.map(({ daysAgo }) => daysAgo))].sort((a, b) => b - a);
  for (const daysAgo of dates) {
    agenda.runUntil(Math.max(agenda.now(), hour(daysAgo) + 7_200_000 + daysAgo * 61_000 - DAY_MS / 4));
    for (const { resource, object } of world.filter((each) => each.daysAgo === daysAgo)) store.put(resource, object);
    agenda.runUntil(agenda.now() + SETTLED_MS);
  }
  agenda.runUntil(untilMs);
}
