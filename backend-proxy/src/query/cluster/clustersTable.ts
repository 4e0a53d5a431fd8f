import type { PodRow } from '../../parse/kube/rows.ts';
import { number, onDemand, text, time, type Column } from '../tableColumns.ts';
import { isActive } from './nodeTable.ts';
import { clusterColumn, count, openShare, secondsSince, share, sumKnown, type JoinedCluster } from './row.ts';

/** What is not as it should be: a pod that neither runs well nor finished well. */
function isInTrouble({ phase, reason, ready, deletedAtMs }: PodRow): boolean {
  if (phase === 'Succeeded' || deletedAtMs !== null) return false;
  return phase === 'Failed' || phase === 'Unknown' || !ready || (reason !== 'Running' && reason !== 'Completed');
}
const PHASES = { watching: 'up', relisting: 'up', listing: 'listing', down: 'unreachable' } as const;
const FIRST = ['down', 'listing', 'relisting', 'watching'] as const;

/** The worst of its watches, in a word. */
function statusOf({ cluster }: JoinedCluster): string {
  const phases = new Set(cluster.states().map(([, { phase }]) => phase));
  if (phases.size > 1 && phases.has('down')) return 'partly up';
  const worst = FIRST.find((phase) => phases.has(phase)) ?? 'listing';
  return PHASES[worst];
}
const nodesOf = ({ cluster }: JoinedCluster) => [...cluster.view.nodes.values()];
const podsOf = ({ cluster }: JoinedCluster) => [...cluster.view.pods.values()];
const known = <T>({ cluster }: JoinedCluster, watch: 'nodes' | 'pods', value: T): T | null =>
  cluster.watches[watch].state().lastContactMs === null ? null : value;
const allocatable = (row: JoinedCluster, what: 'cpuCores' | 'memoryBytes') => sumKnown(nodesOf(row).map((node) => node.allocatable[what]));
/** Use by what is allocatable, of the nodes whose use is known: one that says nothing must not count as idle. */
function usedShare(row: JoinedCluster, what: 'cpuCores' | 'memoryBytes'): number | null {
  const known = nodesOf(row).flatMap(({ name, allocatable: { [what]: whole } }) => {
    const usage = row.cluster.view.nodeUsage.get(name);
    return usage && whole !== null ? [{ used: usage[what], whole }] : [];
  });
  return share(sumKnown(known.map(({ used }) => used)), sumKnown(known.map(({ whole }) => whole)));
}
const requested = (row: JoinedCluster, what: 'cpuCores' | 'memoryBytes') =>
  sumKnown(podsOf(row).map((pod) => (isActive(pod) ? pod.requests[what] : null)));

export const clustersColumns = (nowMs: number): Column<JoinedCluster>[] => [
  clusterColumn<JoinedCluster>(),
  text('status', 'Status', statusOf),
  count('nodes_ready', 'Nodes ready', (row) => known(row, 'nodes', nodesOf(row).filter(({ ready }) => ready === true).length)),
  count('nodes', 'Nodes', (row) => known(row, 'nodes', nodesOf(row).length)),
  count('pods', 'Pods', (row) => known(row, 'pods', podsOf(row).filter(isActive).length)),
  count('pods_in_trouble', 'Pods in trouble', (row) => known(row, 'pods', podsOf(row).filter(isInTrouble).length)),
  count('restarts', 'Restarts', (row) => known(row, 'pods', sumKnown(podsOf(row).map(({ restarts }) => restarts)) ?? 0)),
  openShare('cpu_usage', 'CPU usage %', (row) => usedShare(row, 'cpuCores')),
  openShare('memory_usage', 'Memory usage %', (row) => usedShare(row, 'memoryBytes')),
  openShare('cpu_requests', 'CPU requested %', (row) => share(requested(row, 'cpuCores'), allocatable(row, 'cpuCores'))),
  openShare('memory_requests', 'Memory requested %', (row) => share(requested(row, 'memoryBytes'), allocatable(row, 'memoryBytes'))),
  count('hpas', 'HPAs', ({ cluster }) => (cluster.watches.hpas.state().lastContactMs === null ? null : cluster.view.hpas.size)),
  text('version', 'Version', ({ cluster }) => cluster.version),
  text('flows_via', 'Flows via', ({ cluster }) => cluster.hubble()?.via ?? null),
  time('last_contact', 'Last contact', ({ cluster }) => cluster.lastContactMs()),
  number('age', 'Age of data', 's', ({ cluster }) => (cluster.isUp() ? 0 : secondsSince(nowMs, cluster.lastContactMs()))),
  text('problem', 'Problem', ({ cluster }) => cluster.problems()[0]?.detail ?? null),
  time('problem_since', 'Problem since', ({ cluster }) => cluster.problems()[0]?.sinceMs ?? null),
  text('next_step', 'What to do', ({ cluster }) => cluster.problems()[0]?.advice ?? null),
  onDemand(
    text('watches', 'Watches', ({ cluster }) =>
      cluster
        .states()
        .map(([name, { phase }]) => `${name}: ${phase}`)
        .join(', '),
    ),
  ),
  onDemand(number('usage_age', 'Age of usage', 's', ({ cluster }) => secondsSince(nowMs, cluster.usageAtMs))),
];
