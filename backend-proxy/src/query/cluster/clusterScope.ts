import type { Problem } from '@tart-lab/contract/problem.ts';
import type { Filter, TableQuery } from '@tart-lab/contract/query.ts';
import type { Result } from '../../result.ts';
import { ok } from '../../result.ts';
import type { QueryDeps } from '../deps.ts';
import { testOfKey, type FilterTest } from '../filters.ts';
import { toMatcher, type Matcher } from '../selection.ts';
import type { JoinedCluster } from './row.ts';

/** What a cluster table is about: the clusters, and which namespaces, workloads and nodes lie within. */
export interface ClusterScope {
  readonly clusters: readonly JoinedCluster[];
  readonly namespace: Matcher;
  readonly workload: Matcher;
  /** What filters let through of nodes and pods by their names; choices look at it. */
  readonly nodeName: FilterTest;
  readonly podName: FilterTest;
  /** Some VMs or Macs were selected. */
  readonly ofVms: boolean;
  /** Whether a node belongs to one of the selected VMs and Macs; all do when none is selected. */
  readonly node: (joined: JoinedCluster, node: string | null) => boolean;
}

type Selections = Pick<TableQuery, 'clusters' | 'vms' | 'macs' | 'namespaces' | 'workloads'> & { readonly filters?: readonly Filter[] };

const KEYS = { clusters: 'cluster', vms: 'vm', macs: 'mac', namespaces: 'namespace', workloads: 'workload' } as const;

/** Whether `toClusterScope` looks at filters of this key. */
export const isClusterPlace = (key: string): boolean => Object.values(KEYS).some((one) => one === key);

/** Reads a query's selections, and its filters of the same, against the clusters as they are. `path` is the query's place in the request. */
export function toClusterScope(query: Selections, deps: Pick<QueryDeps, 'lab'>, path: string): Result<ClusterScope, Problem> {
  const all = deps.lab.clusters();
  const views = all.map(({ view }) => view);
  const vms = deps.lab.all().map(({ vm }) => vm);
  const pods = views.flatMap((view) => [...view.pods.values()]);
  const namesOf = {
    clusters: all.map(({ name }) => name),
    vms: vms.map(({ name }) => name),
    macs: vms.map(({ mac }) => mac),
    namespaces: [
      ...pods.map(({ namespace }) => namespace),
      ...views.flatMap((view) =>
        [...view.deployments.values(), ...view.services.values(), ...view.events.values()].map((row) => row.namespace),
      ),
    ],
    workloads: [
      ...pods.map(({ workload }) => workload.name),
      ...views.flatMap((view) => [...view.deployments.values(), ...view.services.values(), ...view.hpas.values()].map(({ name }) => name)),
    ],
  };
  const matchers = new Map<keyof typeof namesOf, Matcher>();
  for (const field of ['clusters', 'vms', 'macs', 'namespaces', 'workloads'] as const) {
    const matcher = toMatcher(query[field], namesOf[field], `${path}.${field}`);
    if (!matcher.ok) return matcher;
    const test = testOfKey(query.filters ?? [], KEYS[field], namesOf[field], path);
    if (!test.ok) return test;
    matchers.set(field, (name) => matcher.value(name) && test.value(name));
  }
  const matching = (field: keyof typeof namesOf): Matcher => matchers.get(field) ?? (() => true);
  const filters = query.filters ?? [];
  const nodeName = testOfKey(
    filters,
    'node',
    views.flatMap((view) => [...view.nodes.keys()]),
    path,
  );
  if (!nodeName.ok) return nodeName;
  const podName = testOfKey(
    filters,
    'pod',
    pods.map(({ name }) => name),
    path,
  );
  if (!podName.ok) return podName;
  const filteredVms = filters.filter(({ key }) => key === 'vm' || key === 'mac');
  const ofVms = query.vms.length + query.macs.length > 0 || filteredVms.some(({ operator }) => operator === '=');
  return ok({
    clusters: all.filter(({ name }) => matching('clusters')(name)).map((cluster) => ({ cluster, join: deps.lab.joinOf(cluster) })),
    namespace: matching('namespaces'),
    workload: matching('workloads'),
    nodeName: nodeName.value,
    podName: podName.value,
    ofVms,
    node({ join }, node) {
      if (!ofVms && filteredVms.length === 0) return true;
      const vm = node === null ? null : join.vmOfNode(node);
      return (vm !== null || !ofVms) && matching('vms')(vm?.name ?? '') && matching('macs')(vm?.mac ?? '');
    },
  });
}
