import type { Json } from '../fields.ts';
import type { KubeObject, ResourceName } from '../objectStore.ts';
import { endpointSlices, endpoints, services } from './network.ts';
import { nodes } from './nodes.ts';
import { pods } from './pods.ts';
import { NAME_AND_AGE, type Printer } from './printer.ts';
import { horizontalPodAutoscalers, podDisruptionBudgets } from './scaling.ts';
import { configMaps, events, namespaces, roleBindings, roles, secrets, serviceAccounts } from './small.ts';
import { cronJobs, daemonSets, deployments, jobs, replicaSets, statefulSets } from './workloads.ts';

const RBAC = 'rbac.authorization.k8s.io';
/** Kinds that are not here print their name and age. */
const PRINTERS: Readonly<Record<ResourceName, Printer>> = {
  'core/pods': pods,
  'core/nodes': nodes,
  'core/services': services,
  'core/endpoints': endpoints,
  'core/events': events,
  'core/namespaces': namespaces,
  'core/configmaps': configMaps,
  'core/secrets': secrets,
  'core/serviceaccounts': serviceAccounts,
  'apps/deployments': deployments,
  'apps/replicasets': replicaSets,
  'apps/daemonsets': daemonSets,
  'apps/statefulsets': statefulSets,
  'batch/jobs': jobs,
  'batch/cronjobs': cronJobs,
  'autoscaling/horizontalpodautoscalers': horizontalPodAutoscalers,
  'policy/poddisruptionbudgets': podDisruptionBudgets,
  'discovery.k8s.io/endpointslices': endpointSlices,
  [`${RBAC}/clusterroles`]: roles,
  [`${RBAC}/roles`]: roles,
  [`${RBAC}/clusterrolebindings`]: roleBindings,
  [`${RBAC}/rolebindings`]: roleBindings,
};

export interface TableOptions {
  readonly nowMs: number;
  readonly includeObject: 'None' | 'Metadata' | 'Object';
  /** A watch says the columns with its first table alone. */
  readonly headers?: boolean;
  readonly version?: string;
  /** As rows carry an object; cells are always those of the stored one. */
  readonly served?: (object: KubeObject) => KubeObject;
}

/** The server-side print of objects: meta.k8s.io Table, as `kubectl get` asks for. */
export function toTable(stored: ResourceName, objects: readonly KubeObject[], metadata: Json, options: TableOptions): Json {
  const printer = PRINTERS[stored] ?? NAME_AND_AGE;
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${options.version ?? 'v1'}`,
    metadata,
    ...(options.headers === false ? { columnDefinitions: null } : { columnDefinitions: printer.columns }),
    rows: objects.map((object) => ({ cells: printer.cells(object, options.nowMs), ...rowObject(object, options) })),
  };
}

/** An object with its metadata alone. */
export function toPartial({ metadata }: KubeObject): Json {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}

function rowObject(stored: KubeObject, { includeObject, served }: TableOptions): Json {
  if (includeObject === 'None') return {};
  const object = served ? served(stored) : stored;
  return { object: includeObject === 'Object' ? object : toPartial(object) };
}
