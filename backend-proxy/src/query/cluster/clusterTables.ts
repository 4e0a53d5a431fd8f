import type { Frame, Notice } from '@tart-lab/contract/frame.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { TableQuery } from '@tart-lab/contract/query.ts';
import type { WatchName } from '../../live/clusterState.ts';
import type { Result } from '../../result.ts';
import type { QueryDeps } from '../deps.ts';
import { toTableFrame } from '../tableFrame.ts';
import { clusterNotices } from './clusterNotices.ts';
import { toClusterScope, type ClusterScope } from './clusterScope.ts';
import { clustersColumns } from './clustersTable.ts';
import { hpaColumns } from './hpaTable.ts';
import { nodeColumns, nodeRows } from './nodeTable.ts';
import { pdbColumns, pdbRows, type PdbOfCluster } from './pdbTable.ts';
import { podColumns } from './podTable.ts';
import type { JoinedCluster } from './row.ts';
import { deploymentColumns, kubeEventColumns, serviceColumns, serviceRows } from './workloadTables.ts';

export const CLUSTER_TABLES = ['clusters', 'nodes', 'pods', 'deployments', 'hpas', 'pdbs', 'services', 'events'] as const;
export type ClusterTable = (typeof CLUSTER_TABLES)[number];

/**
 * Answers a table of the clusters from memory: one frame as their watches keep it. Rows of a cluster out of touch stay, and their
 * age shows it. Notices say which clusters are out of touch and why, and what was cut. `path` is the query's place.
 */
export function answerClusterTable(
  query: TableQuery & { readonly table: ClusterTable },
  deps: QueryDeps,
  path: string,
): Result<Frame[], Problem> {
  const scope = toClusterScope(query, deps, path);
  if (!scope.ok) return scope;
  const { clusters } = scope.value;
  const nowMs = deps.now();
  const about = (rows: readonly unknown[], what: string, watch?: WatchName, usage = false): Notice[] => {
    if (clusters.length === 0)
      return [{ severity: 'info', text: deps.lab.clusters().length === 0 ? NO_CLUSTER : 'No cluster matches the selection' }];
    const notices = clusterNotices(
      clusters.map(({ cluster }) => cluster),
      nowMs,
      watch,
      usage,
    );
    return rows.length === 0 && notices.length === 0 ? [{ severity: 'info', text: `No ${what} match the selection` }] : notices;
  };
  switch (query.table) {
    case 'clusters':
      return toTableFrame(query, clustersColumns(nowMs), clusters, about(clusters, 'clusters'), path);
    case 'nodes': {
      const rows = clusters.flatMap((joined) => nodeRows(joined).filter(({ node }) => scope.value.node(joined, node.name)));
      return toTableFrame(query, nodeColumns(nowMs), rows, about(rows, 'nodes', 'nodes', true), path);
    }
    case 'pods': {
      const rows = clusters.flatMap((joined) =>
        [...joined.cluster.view.pods.values()]
          .filter(({ namespace, workload, node }) => lies(scope.value, namespace, workload.name) && scope.value.node(joined, node))
          .map((pod) => ({ ...joined, pod })),
      );
      return toTableFrame(query, podColumns(nowMs), rows, about(rows, 'pods', 'pods', true), path);
    }
    case 'deployments': {
      const rows = clusters.flatMap((joined) =>
        within(scope.value, joined, 'deployments').map(([, deployment]) => ({ ...joined, deployment })),
      );
      return toTableFrame(query, deploymentColumns(nowMs), rows, about(rows, 'deployments', 'deployments'), path);
    }
    case 'hpas': {
      const rows = clusters.flatMap((joined) =>
        [...joined.cluster.view.hpas]
          .filter(([, { namespace, target }]) => lies(scope.value, namespace, target.name))
          .map(([key, hpa]) => ({ ...joined, key, hpa })),
      );
      return toTableFrame(query, hpaColumns(nowMs), rows, about(rows, 'HPAs', 'hpas'), path);
    }
    case 'pdbs': {
      const rows = clusters.flatMap((joined) => pdbRows(joined).filter((row) => liesPdb(scope.value, row)));
      return toTableFrame(query, pdbColumns(nowMs), rows, about(rows, 'PDBs', 'pdbs'), path);
    }
    case 'services': {
      const rows = clusters.flatMap((joined) =>
        serviceRows(joined).filter(({ service }) => lies(scope.value, service.namespace, service.name)),
      );
      return toTableFrame(query, serviceColumns(nowMs), rows, about(rows, 'services', 'services'), path);
    }
    case 'events': {
      const rows = clusters.flatMap((joined) =>
        [...joined.cluster.view.events.values()]
          .filter(
            ({ namespace, object }) => scope.value.namespace(namespace) && belongs(scope.value, joined, query, namespace, object.name),
          )
          .map((event) => ({ ...joined, event })),
      );
      rows.sort((a, b) => (b.event.atMs ?? 0) - (a.event.atMs ?? 0));
      return toTableFrame(query, kubeEventColumns(nowMs), rows, about(rows, 'Kubernetes events', 'events'), path);
    }
  }
}

const NO_CLUSTER = 'No cluster is watched; give clusters[] of tart-lab.yaml a kubeconfig';

const lies = ({ namespace, workload }: ClusterScope, inNamespace: string, ofWorkload: string): boolean =>
  namespace(inNamespace) && workload(ofWorkload);

/** A PDB is of the workloads whose pods it counts; one of pods that are not known to us counts by its own name. */
const liesPdb = ({ namespace, workload }: ClusterScope, { pdb, deployments }: PdbOfCluster): boolean =>
  namespace(pdb.namespace) && (deployments.length === 0 ? workload(pdb.name) : deployments.some(({ name }) => workload(name)));

const within = (scope: ClusterScope, { cluster }: JoinedCluster, what: 'deployments') =>
  [...cluster.view[what]].filter(([, { namespace, name }]) => lies(scope, namespace, name));

/** An event is of a workload when its object is the workload itself or one of its pods. */
function belongs(scope: ClusterScope, { cluster }: JoinedCluster, query: TableQuery, namespace: string, object: string): boolean {
  if (query.workloads.length === 0 && query.filters.every(({ key }) => key !== 'workload')) return true;
  const pod = cluster.view.pods.get(`${namespace}/${object}`);
  return scope.workload(pod ? pod.workload.name : object);
}
