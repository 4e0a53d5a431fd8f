import type { DeploymentRow, PdbRow } from '../../parse/kube/rows.ts';
import { selects, selectorText } from '../../parse/kube/selector.ts';
import { number, text, type Column } from '../tableColumns.ts';
import { clusterColumn, count, dataAge, secondsSince, type JoinedCluster } from './row.ts';

export interface PdbOfCluster extends JoinedCluster {
  readonly pdb: PdbRow;
  /** The Deployments whose pods it counts. */
  readonly deployments: readonly DeploymentRow[];
}

/** The PDBs of a cluster, each with the Deployments that its selector takes. */
export function pdbRows(joined: JoinedCluster): PdbOfCluster[] {
  const { pdbs, deployments } = joined.cluster.view;
  return [...pdbs.values()].map((pdb) => ({
    ...joined,
    pdb,
    deployments: [...deployments.values()].filter(
      ({ namespace, podLabels }) => namespace === pdb.namespace && selects(pdb.selector, podLabels),
    ),
  }));
}

/** Why no pod may be evicted; null while one may, or while it is not known. */
export function whyBlocked({ disruptionsAllowed, healthy, healthyWanted, expectedPods, conditions }: PdbRow): string | null {
  const condition = conditions.find(({ type }) => type === 'DisruptionAllowed');
  if (condition?.reason === 'SyncFailed') return condition.message ?? 'its controller could not count the pods';
  if (disruptionsAllowed !== 0 || healthy === null || healthyWanted === null) return null;
  if (expectedPods === 0) return 'its selector takes no pod';
  if (healthyWanted >= (expectedPods ?? Infinity)) return `it wants every pod healthy (${healthyWanted}): none may ever be evicted`;
  return `${healthy} healthy of ${healthyWanted} wanted: none to spare`;
}

export const pdbColumns = (nowMs: number): Column<PdbOfCluster>[] => [
  clusterColumn<PdbOfCluster>(),
  text('namespace', 'Namespace', ({ pdb }) => pdb.namespace),
  text('pdb', 'PDB', ({ pdb }) => pdb.name),
  text('workload', 'Workload', ({ deployments }) => deployments.map(({ name }) => `Deployment/${name}`).join(', ') || null),
  text('selector', 'Selector', ({ pdb }) => selectorText(pdb.selector)),
  text('min_available', 'Min available', ({ pdb }) => pdb.minAvailable),
  text('max_unavailable', 'Max unavailable', ({ pdb }) => pdb.maxUnavailable),
  count('healthy', 'Healthy', ({ pdb }) => pdb.healthy),
  count('healthy_wanted', 'Healthy wanted', ({ pdb }) => pdb.healthyWanted),
  count('expected_pods', 'Expected pods', ({ pdb }) => pdb.expectedPods),
  count('disruptions_allowed', 'Disruptions allowed', ({ pdb }) => pdb.disruptionsAllowed),
  text('blocked', 'Why blocked', ({ pdb }) => whyBlocked(pdb)),
  number('since_created', 'Exists for', 's', ({ pdb }) => secondsSince(nowMs, pdb.createdAtMs)),
  dataAge<PdbOfCluster>('pdbs', nowMs),
];
