import type {
  DeploymentRow,
  EndpointSliceRow,
  HpaRow,
  KubeEventRow,
  NodeRow,
  NodeUsage,
  PdbRow,
  PodRow,
  PodUsage,
  ServiceRow,
} from '../../parse/kube/rows.ts';

type Rows<T> = ReadonlyMap<string, T>;

/** One cluster as its watches and its usage say now. Keys are `namespace/name`, or the name of a node. */
export interface ClusterView {
  readonly cluster: string;
  readonly nodes: Rows<NodeRow>;
  readonly pods: Rows<PodRow>;
  readonly deployments: Rows<DeploymentRow>;
  readonly hpas: Rows<HpaRow>;
  readonly pdbs: Rows<PdbRow>;
  readonly services: Rows<ServiceRow>;
  readonly endpointSlices: Rows<EndpointSliceRow>;
  readonly events: Rows<KubeEventRow>;
  readonly nodeUsage: Rows<NodeUsage>;
  readonly podUsage: Rows<PodUsage>;
}

/** What of a view is watched; the rest, the usage, is asked for. */
export type WatchedRows = Omit<ClusterView, 'cluster' | 'nodeUsage' | 'podUsage'>;
export type WatchName = keyof WatchedRows;
/** The row of a watch. */
export type RowOf<Name extends WatchName> = WatchedRows[Name] extends ReadonlyMap<string, infer Row> ? Row : never;

export const WATCH_NAMES: readonly WatchName[] = ['nodes', 'pods', 'deployments', 'hpas', 'pdbs', 'services', 'endpointSlices', 'events'];
