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

/** What flows need, by the way they are read. A WebSocket begins as GET: older API servers ask for `get`, newer ones for `create`. */
export function hubblePermissions(via: 'relay' | 'exec', namespace: string): Permission[] {
  const subresource = via === 'relay' ? 'portforward' : 'exec';
  return ['get', 'create'].map((verb) => ({ group: '', resource: 'pods', subresource, verb, namespace, for: 'flows' }));
}
