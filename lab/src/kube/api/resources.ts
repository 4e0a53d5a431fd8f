import type { ResourceName } from '../objectStore.ts';

/** A kind of object that the API serves. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  readonly subresources: readonly Subresource[];
  /** Where the store keeps it: one kind may be served in two versions. */
  readonly stored: ResourceName;
  /** Answered, but not in discovery: versions that Kubernetes has dropped and that old kubectls still ask for by name. */
  readonly hidden: boolean;
}
export interface Subresource {
  readonly name: string;
  readonly kind: string;
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly string[];
}

const ALL_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const READ_WRITE = ['get', 'patch', 'update'];
const STREAM = ['create', 'get'];

interface More {
  readonly short?: string[];
  readonly verbs?: string[];
  readonly subresources?: Subresource[];
  readonly all?: boolean;
  readonly stored?: ResourceName;
  readonly hidden?: boolean;
}

function resource(groupVersion: string, plural: string, kind: string, namespaced: boolean, more: More = {}): Resource {
  const [group = '', version = 'v1'] = groupVersion.includes('/') ? groupVersion.split('/') : ['', groupVersion];
  return {
    group,
    version,
    plural,
    kind,
    namespaced,
    singular: kind.toLowerCase(),
    shortNames: more.short ?? [],
    categories: more.all ? ['all'] : [],
    verbs: more.verbs ?? ALL_VERBS,
    subresources: more.subresources ?? [],
    stored: more.stored ?? `${group || 'core'}/${plural}`,
    hidden: more.hidden ?? false,
  };
}

const status = (kind: string): Subresource => ({ name: 'status', kind, verbs: READ_WRITE });
const scale: Subresource = { name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: READ_WRITE };
const token: Subresource = { name: 'token', kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1', verbs: ['create'] };
const podSubresources: Subresource[] = [
  status('Pod'),
  { name: 'log', kind: 'Pod', verbs: ['get'] },
  { name: 'exec', kind: 'PodExecOptions', verbs: STREAM },
  { name: 'portforward', kind: 'PodPortForwardOptions', verbs: STREAM },
  { name: 'eviction', kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create'] },
];

/** Every kind that is served, in the order of discovery. A new kind is one row here; its printed columns one entry in print/. */
export const RESOURCES: readonly Resource[] = [
  resource('v1', 'configmaps', 'ConfigMap', true, { short: ['cm'] }),
  resource('v1', 'endpoints', 'Endpoints', true, { short: ['ep'] }),
  resource('v1', 'events', 'Event', true, { short: ['ev'] }),
  resource('v1', 'namespaces', 'Namespace', false, { short: ['ns'], subresources: [status('Namespace')] }),
  resource('v1', 'nodes', 'Node', false, { short: ['no'], subresources: [status('Node')] }),
  resource('v1', 'persistentvolumeclaims', 'PersistentVolumeClaim', true, { short: ['pvc'] }),
  resource('v1', 'persistentvolumes', 'PersistentVolume', false, { short: ['pv'] }),
  resource('v1', 'pods', 'Pod', true, { short: ['po'], all: true, subresources: podSubresources }),
  resource('v1', 'replicationcontrollers', 'ReplicationController', true, { short: ['rc'], all: true }),
  resource('v1', 'secrets', 'Secret', true),
  resource('v1', 'serviceaccounts', 'ServiceAccount', true, { short: ['sa'], subresources: [token] }),
  resource('v1', 'services', 'Service', true, { short: ['svc'], all: true, subresources: [status('Service')] }),
  resource('apps/v1', 'daemonsets', 'DaemonSet', true, { short: ['ds'], all: true, subresources: [status('DaemonSet')] }),
  resource('apps/v1', 'deployments', 'Deployment', true, { short: ['deploy'], all: true, subresources: [status('Deployment'), scale] }),
  resource('apps/v1', 'replicasets', 'ReplicaSet', true, { short: ['rs'], all: true, subresources: [status('ReplicaSet'), scale] }),
  resource('apps/v1', 'statefulsets', 'StatefulSet', true, { short: ['sts'], all: true, subresources: [status('StatefulSet'), scale] }),
  ...['v2', 'v1'].map((version) =>
    resource(`autoscaling/${version}`, 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', true, {
      short: ['hpa'],
      all: true,
      subresources: [status('HorizontalPodAutoscaler')],
    }),
  ),
  resource('batch/v1', 'cronjobs', 'CronJob', true, { short: ['cj'], all: true, subresources: [status('CronJob')] }),
  resource('batch/v1', 'jobs', 'Job', true, { all: true, subresources: [status('Job')] }),
  resource('coordination.k8s.io/v1', 'leases', 'Lease', true),
  resource('discovery.k8s.io/v1', 'endpointslices', 'EndpointSlice', true),
  resource('events.k8s.io/v1', 'events', 'Event', true, { stored: 'core/events' }),
  resource('networking.k8s.io/v1', 'networkpolicies', 'NetworkPolicy', true, { short: ['netpol'] }),
  resource('policy/v1', 'poddisruptionbudgets', 'PodDisruptionBudget', true, {
    short: ['pdb'],
    subresources: [status('PodDisruptionBudget')],
  }),
  resource('rbac.authorization.k8s.io/v1', 'clusterrolebindings', 'ClusterRoleBinding', false),
  resource('rbac.authorization.k8s.io/v1', 'clusterroles', 'ClusterRole', false),
  resource('rbac.authorization.k8s.io/v1', 'rolebindings', 'RoleBinding', true),
  resource('rbac.authorization.k8s.io/v1', 'roles', 'Role', true),
  resource('authorization.k8s.io/v1', 'selfsubjectaccessreviews', 'SelfSubjectAccessReview', false, { verbs: ['create'] }),
  resource('authorization.k8s.io/v1', 'selfsubjectrulesreviews', 'SelfSubjectRulesReview', false, { verbs: ['create'] }),
  resource('metrics.k8s.io/v1beta1', 'nodes', 'NodeMetrics', false, { verbs: ['get', 'list'] }),
  resource('metrics.k8s.io/v1beta1', 'pods', 'PodMetrics', true, { verbs: ['get', 'list'] }),
  resource('autoscaling/v2beta2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', true, { hidden: true }),
  resource('batch/v1beta1', 'cronjobs', 'CronJob', true, { hidden: true }),
  resource('discovery.k8s.io/v1beta1', 'endpointslices', 'EndpointSlice', true, { hidden: true }),
  resource('policy/v1beta1', 'poddisruptionbudgets', 'PodDisruptionBudget', true, { hidden: true }),
];

export function findResource(group: string, version: string, plural: string): Resource | undefined {
  return RESOURCES.find((each) => each.group === group && each.version === version && each.plural === plural);
}

/** `apps/v1`, or `v1` for the core. */
export function groupVersionOf({ group, version }: Pick<Resource, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}
