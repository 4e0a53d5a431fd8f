/** Objects for a cluster without nodes of its own: pods stay pending, which is all that a watch needs. */
export const pod = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'demo', labels: { app: 'web' } },
  spec: {
    containers: [{ name: 'app', image: 'example.invalid/web:1', resources: { requests: { cpu: '50m', memory: '64Mi' } } }],
    automountServiceAccountToken: false,
  },
});

export const node = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  status: { capacity: { cpu: '2', memory: '8Gi', pods: '110' }, addresses: [{ type: 'InternalIP', address: '10.9.9.9' }] },
});

export const deployment = (name: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'demo' },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: pod(name).spec },
  },
});

export const list = (...items: object[]) => ({ apiVersion: 'v1', kind: 'List', items });
