import type { Applied } from './draft.ts';

/** The account with which the proxy may read a cluster. */
export const READER = { namespace: 'tart-lab', name: 'tart-lab-reader' } as const;

const RBAC = 'rbac.authorization.k8s.io';
const READ = ['get', 'list', 'watch'];
const DAYS_AGO = 5;

const rule = (apiGroups: readonly string[], resources: readonly string[], verbs: readonly string[] = READ) => ({
  apiGroups,
  resources,
  verbs,
});

/** That account with a ClusterRole of what the proxy asks for, and nothing else. */
export function readerWorld(): Applied[] {
  const { namespace, name } = READER;
  return [
    {
      resource: 'core/namespaces',
      daysAgo: DAYS_AGO,
      object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace }, status: { phase: 'Active' } },
    },
    {
      resource: 'core/serviceaccounts',
      daysAgo: DAYS_AGO,
      object: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } },
    },
    {
      resource: `${RBAC}/clusterroles`,
      daysAgo: DAYS_AGO,
      object: {
        apiVersion: `${RBAC}/v1`,
        kind: 'ClusterRole',
        metadata: { name },
        rules: [
          rule([''], ['nodes', 'pods', 'services', 'events', 'namespaces']),
          rule(['events.k8s.io'], ['events']),
          rule(['apps'], ['deployments', 'replicasets', 'statefulsets', 'daemonsets']),
          rule(['batch'], ['jobs', 'cronjobs']),
          rule(['autoscaling'], ['horizontalpodautoscalers']),
          rule(['discovery.k8s.io'], ['endpointslices']),
          rule(['policy'], ['poddisruptionbudgets']),
          rule(['metrics.k8s.io'], ['nodes', 'pods'], ['get', 'list']),
          rule([''], ['pods/portforward', 'pods/exec'], ['create', 'get']),
        ],
      },
    },
    {
      resource: `${RBAC}/clusterrolebindings`,
      daysAgo: DAYS_AGO,
      object: {
        apiVersion: `${RBAC}/v1`,
        kind: 'ClusterRoleBinding',
        metadata: { name },
        roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name },
        subjects: [{ kind: 'ServiceAccount', name, namespace }],
      },
    },
  ];
}
