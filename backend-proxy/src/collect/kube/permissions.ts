/** One thing that the proxy does in a cluster, as RBAC names it. `for` completes "without it there are no …". */
export interface Permission {
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly verb: string;
  /** Only asked in this namespace. */
  readonly namespace?: string;
  readonly for: string;
}

const watched = (group: string, resource: string, what: string): Permission[] =>
  ['list', 'watch'].map((verb) => ({ group, resource, verb, for: what }));

/** Everything the proxy does with the account of `manifests/rbac/tart-lab.yaml`; a test keeps the two alike. */
export const PERMISSIONS: readonly Permission[] = [
  ...watched('', 'nodes', 'nodes'),
  ...watched('', 'pods', 'pods'),
  ...watched('', 'services', 'services'),
  ...watched('', 'events', 'Kubernetes events'),
  ...watched('apps', 'deployments', 'deployments'),
  ...watched('autoscaling', 'horizontalpodautoscalers', 'HPAs'),
  ...watched('policy', 'poddisruptionbudgets', 'PDBs'),
  ...watched('discovery.k8s.io', 'endpointslices', 'endpoints of services'),
  { group: 'metrics.k8s.io', resource: 'nodes', verb: 'list', for: 'usage of nodes' },
  { group: 'metrics.k8s.io', resource: 'pods', verb: 'list', for: 'usage of pods' },
];

/**
 * What `tart-lab loadtest` does in a namespace, with the account of `manifests/rbac/tart-lab-loadtest.yaml`: the Job with its script,
 * its pod and its log, and the HPAs.
 */
export function loadTestPermissions(namespace: string): Permission[] {
  const each = (group: string, resource: string, verbs: readonly string[], what: string): Permission[] =>
    verbs.map((verb) => ({ group, resource, verb, namespace, for: what }));
  return [
    ...each('batch', 'jobs', ['get', 'create', 'delete'], 'load tests'),
    ...each('', 'configmaps', ['create', 'delete'], 'load tests'),
    ...each('', 'pods', ['list'], 'progress of load tests'),
    logPermission(namespace),
    ...each('autoscaling', 'horizontalpodautoscalers', ['list'], 'timelines of HPAs'),
  ];
}
/** What the proxy needs to record load tests of a namespace, whoever starts them. */
export const logPermission = (namespace: string): Permission => ({
  group: '',
  resource: 'pods',
  subresource: 'log',
  verb: 'get',
  namespace,
  for: 'figures of load tests',
});

/** What flows need, by the way they are read. A WebSocket begins as GET: older API servers ask for `get`, newer ones for `create`. */
export function hubblePermissions(via: 'relay' | 'exec', namespace: string): Permission[] {
  const subresource = via === 'relay' ? 'portforward' : 'exec';
  return ['get', 'create'].map((verb) => ({ group: '', resource: 'pods', subresource, verb, namespace, for: 'flows' }));
}
