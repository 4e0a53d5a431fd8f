import type { Notice } from '@tart-lab/contract/frame.ts';
import type { ClusterState, WatchName } from '../../live/clusterState.ts';
import { ageText } from '../vmNotices.ts';

const MOST_NOTICES = 5;

/**
 * Says of every cluster of which `watch` (or, without it, any watch) is not in touch: since when, and why. With `usage`, also
 * where metrics.k8s.io does not answer.
 */
export function clusterNotices(clusters: readonly ClusterState[], nowMs: number, watch?: WatchName, usage = false): Notice[] {
  const notices = clusters.flatMap((cluster): Notice[] => {
    const said: Notice[] = [];
    const states = cluster.states().flatMap(([name, state]) => (watch === undefined || watch === name ? [state] : []));
    const down = states.find(({ phase }) => phase === 'down');
    const listing = states.find(({ phase }) => phase === 'listing');
    if (down) {
      const when = down.lastContactMs === null ? 'has not answered yet' : `last answered ${ageText(nowMs - down.lastContactMs)} ago`;
      said.push({ severity: 'warning', text: `${cluster.name} ${when}${down.problem ? `: ${down.problem.detail}` : ''}` });
    } else if (listing) said.push({ severity: 'info', text: `${cluster.name} is being listed for the first time` });
    for (const { malformed, problem } of states) {
      if (malformed > 0 && problem) said.push({ severity: 'warning', text: `${cluster.name}: ${problem.detail}` });
    }
    const noUsage = usage ? cluster.problems().find(({ kind }) => kind === 'metrics_unavailable') : undefined;
    if (noUsage) said.push({ severity: 'warning', text: `${cluster.name}: ${noUsage.detail}` });
    return said;
  });
  if (notices.length <= MOST_NOTICES) return notices;
  const more = notices.length - MOST_NOTICES + 1;
  return [...notices.slice(0, MOST_NOTICES - 1), { severity: 'warning', text: `${more} more; the problems table names them` }];
}
