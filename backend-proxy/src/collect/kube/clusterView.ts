import type {
  DeploymentRow,
  EndpointSliceRow,
  HpaRow,
  KubeEventRow,
  NodeRow,
  NodeUsage,
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
  readonly services: Rows<ServiceRow>;
  readonly endpointSlices: Rows<EndpointSliceRow>;
  readonly events: Rows<KubeEventRow>;
  readonly nodeUsage: Rows<NodeUsage>;
  readonly podUsage: Rows<PodUsage>;
}
