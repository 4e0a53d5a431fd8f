import { autoscaler, cronJob, daemonSet, deployment, job, namespaceOf, service, statefulSet, type Applied } from './draft.ts';

/** How nginx-web scales: up after 30 s by at most all of it again, down after five minutes by a quarter a minute. */
const NGINX_BEHAVIOR = {
  scaleUp: { stabilizationWindowSeconds: 30, selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 30 }] },
  scaleDown: { stabilizationWindowSeconds: 300, selectPolicy: 'Max', policies: [{ type: 'Percent', value: 25, periodSeconds: 60 }] },
};

/** Monitoring as its charts install it. */
function platform(): Applied[] {
  const namespace = 'monitoring';
  const stack = 'kube-prometheus-stack';
  return [
    namespaceOf(namespace, 20),
    deployment({
      namespace,
      name: `${stack}-operator`,
      containers: [{ name: stack, image: 'quay.io/prometheus-operator/prometheus-operator:v0.84.1', port: 10250, portName: 'https' }],
    }),
    statefulSet({
      namespace,
      name: `prometheus-${stack}-prometheus`,
      labels: { 'app.kubernetes.io/name': 'prometheus' },
      init: [{ name: 'init-config-reloader', image: 'quay.io/prometheus-operator/prometheus-config-reloader:v0.84.1' }],
      containers: [
        {
          name: 'prometheus',
          image: 'quay.io/prometheus/prometheus:v3.5.0',
          requests: ['200m', '512Mi'],
          limits: ['1', '2Gi'],
          port: 9090,
          portName: 'http-web',
          probeAfter: 3,
        },
        { name: 'config-reloader', image: 'quay.io/prometheus-operator/prometheus-config-reloader:v0.84.1' },
      ],
      spec: { terminationGracePeriodSeconds: 600 },
    }),
    service({
      namespace,
      name: `${stack}-prometheus`,
      app: `prometheus-${stack}-prometheus`,
      port: 9090,
      targetPort: 'http-web',
      nodePort: 30090,
    }),
    statefulSet({
      namespace,
      name: `alertmanager-${stack}-alertmanager`,
      labels: { 'app.kubernetes.io/name': 'alertmanager' },
      containers: [
        {
          name: 'alertmanager',
          image: 'quay.io/prometheus/alertmanager:v0.28.1',
          requests: ['25m', '64Mi'],
          port: 9093,
          portName: 'http-web',
          probeAfter: 2,
        },
        { name: 'config-reloader', image: 'quay.io/prometheus-operator/prometheus-config-reloader:v0.84.1' },
      ],
    }),
    service({
      namespace,
      name: `${stack}-alertmanager`,
      app: `alertmanager-${stack}-alertmanager`,
      port: 9093,
      targetPort: 'http-web',
      nodePort: 30903,
    }),
    deployment({
      namespace,
      name: `${stack}-grafana`,
      init: [{ name: 'init-chown-data', image: 'docker.io/library/busybox:1.31.1' }],
      containers: [
        { name: 'grafana-sc-dashboard', image: 'quay.io/kiwigrid/k8s-sidecar:1.30.3' },
        {
          name: 'grafana',
          image: 'docker.io/grafana/grafana:12.1.1',
          requests: ['100m', '128Mi'],
          limits: ['500m', '512Mi'],
          port: 3000,
          portName: 'grafana',
          probeAfter: 4,
        },
      ],
    }),
    service({ namespace, name: `${stack}-grafana`, port: 80, targetPort: 'grafana', nodePort: 30300 }),
    deployment({
      namespace,
      name: `${stack}-kube-state-metrics`,
      containers: [
        {
          name: 'kube-state-metrics',
          image: 'registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.16.0',
          requests: ['10m', '64Mi'],
          port: 8080,
        },
      ],
    }),
    daemonSet({
      namespace,
      name: `${stack}-prometheus-node-exporter`,
      spec: { hostNetwork: true, tolerations: [{ effect: 'NoSchedule', operator: 'Exists' }] },
      containers: [{ name: 'node-exporter', image: 'quay.io/prometheus/node-exporter:v1.9.1', port: 9100, portName: 'http-metrics' }],
    }),
    statefulSet({
      namespace,
      name: 'loki',
      containers: [
        {
          name: 'loki',
          image: 'docker.io/grafana/loki:3.5.3',
          requests: ['100m', '256Mi'],
          limits: ['1', '1Gi'],
          port: 3100,
          portName: 'http-metrics',
          probeAfter: 3,
        },
      ],
    }),
    service({ namespace, name: 'loki', port: 3100, targetPort: 'http-metrics' }),
    daemonSet({
      namespace,
      name: 'alloy',
      spec: { tolerations: [{ effect: 'NoSchedule', operator: 'Exists' }] },
      containers: [
        { name: 'alloy', image: 'docker.io/grafana/alloy:v1.10.2', requests: ['50m', '128Mi'], port: 12345, portName: 'http-metrics' },
      ],
    }),
    deployment({
      namespace,
      name: 'alertmanager-webhook',
      containers: [
        {
          name: 'webhook-logger',
          image: 'docker.io/mendhak/http-https-echo:37',
          requests: ['10m', '32Mi'],
          limits: ['50m', '64Mi'],
          port: 8080,
        },
      ],
    }),
    service({ namespace, name: 'alertmanager-webhook', port: 8080 }),
  ];
}

/** The demo that load tests are run against. */
function dev(): Applied[] {
  const namespace = 'demo';
  return [
    namespaceOf(namespace, 18),
    deployment({
      namespace,
      name: 'nginx-web',
      replicas: 3,
      containers: [
        { name: 'nginx', image: 'docker.io/library/nginx:1.29-alpine', requests: ['100m', '64Mi'], limits: ['200m', '128Mi'], port: 80 },
      ],
    }),
    service({ namespace, name: 'nginx-web', port: 80, nodePort: 30080 }),
    autoscaler(namespace, 'nginx-web', 3, 10, 50, NGINX_BEHAVIOR),
    {
      resource: 'policy/poddisruptionbudgets',
      daysAgo: 12,
      object: {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { name: 'nginx-web', namespace },
        spec: { minAvailable: 2, selector: { matchLabels: { app: 'nginx-web' } } },
      },
    },
    deployment({
      namespace,
      name: 'httpbin',
      replicas: 2,
      init: [{ name: 'log-shipper', image: 'docker.io/library/busybox:1.37', requests: ['10m', '16Mi'], sidecar: true }],
      containers: [
        { name: 'httpbin', image: 'docker.io/kennethreitz/httpbin:latest', requests: ['50m', '64Mi'], limits: ['200m', '128Mi'], port: 80 },
      ],
    }),
    service({ namespace, name: 'httpbin', port: 80 }),
    autoscaler(namespace, 'httpbin', 2, 6, 50),
    statefulSet({
      namespace,
      name: 'redis',
      init: [{ name: 'sysctl', image: 'docker.io/library/busybox:1.37', command: ['sh', '-c', 'sysctl -w net.core.somaxconn=1024'] }],
      containers: [
        {
          name: 'redis',
          image: 'docker.io/library/redis:8.2-alpine',
          requests: ['50m', '64Mi'],
          limits: ['200m', '256Mi'],
          port: 6379,
          portName: 'redis',
        },
      ],
    }),
    service({ namespace, name: 'redis', port: 6379, targetPort: 'redis' }),
  ];
}

function staging(): Applied[] {
  const namespace = 'demo';
  return [
    namespaceOf(namespace, 9),
    deployment({
      namespace,
      name: 'nginx-web',
      replicas: 2,
      daysAgo: 9,
      containers: [
        { name: 'nginx', image: 'docker.io/library/nginx:1.29-alpine', requests: ['50m', '32Mi'], limits: ['100m', '64Mi'], port: 80 },
      ],
    }),
    service({ namespace, name: 'nginx-web', port: 80, nodePort: 30080, daysAgo: 9 }),
  ];
}

function prod(): Applied[] {
  const namespace = 'shop';
  const migrate = {
    name: 'wait-for-db',
    image: 'docker.io/library/busybox:1.37',
    command: ['sh', '-c', 'until nc -z postgres 5432; do sleep 1; done'],
  };
  return [
    namespaceOf(namespace, 41),
    statefulSet({
      namespace,
      name: 'postgres',
      daysAgo: 41,
      containers: [
        {
          name: 'postgres',
          image: 'docker.io/library/postgres:17.6',
          requests: ['250m', '512Mi'],
          limits: ['1', '1Gi'],
          port: 5432,
          portName: 'postgres',
          probeAfter: 3,
        },
      ],
      spec: { terminationGracePeriodSeconds: 60 },
    }),
    service({ namespace, name: 'postgres', port: 5432, targetPort: 'postgres', daysAgo: 41 }),
    deployment({
      namespace,
      name: 'orders',
      replicas: 2,
      daysAgo: 6,
      init: [
        migrate,
        { name: 'otel-agent', image: 'docker.io/otel/opentelemetry-collector:0.131.0', requests: ['20m', '64Mi'], sidecar: true },
      ],
      containers: [
        {
          name: 'orders',
          image: 'registry.example.com/shop/orders:4.2.1',
          requests: ['300m', '768Mi'],
          limits: ['1', '2Gi'],
          port: 8080,
          probeAfter: 6,
        },
      ],
    }),
    service({ namespace, name: 'orders', port: 8080 }),
    deployment({
      namespace,
      name: 'web',
      replicas: 3,
      daysAgo: 2,
      containers: [
        {
          name: 'web',
          image: 'registry.example.com/shop/web:7.0.3',
          requests: ['100m', '192Mi'],
          limits: ['500m', '384Mi'],
          port: 3000,
          probeAfter: 2,
        },
      ],
    }),
    service({ namespace, name: 'web', port: 80, targetPort: 3000, nodePort: 30080 }),
    autoscaler(namespace, 'web', 3, 8, 60),
    deployment({
      namespace,
      name: 'payments',
      replicas: 2,
      daysAgo: 15,
      containers: [
        {
          name: 'payments',
          image: 'registry.example.com/shop/payments:2.9.0',
          requests: ['100m', '128Mi'],
          limits: ['300m', '256Mi'],
          port: 8443,
          portName: 'https',
        },
      ],
    }),
    service({ namespace, name: 'payments', port: 443, targetPort: 'https' }),
    job({
      namespace,
      name: 'orders-migrate-4-2-1',
      daysAgo: 6,
      containers: [
        { name: 'migrate', image: 'registry.example.com/shop/orders:4.2.1', command: ['/app/migrate', 'up'], requests: ['100m', '128Mi'] },
      ],
    }),
    cronJob({
      namespace,
      name: 'invoices',
      schedule: '*/20 * * * *',
      containers: [
        { name: 'invoices', image: 'registry.example.com/shop/invoices:1.8.0', requests: ['50m', '64Mi'], limits: ['200m', '128Mi'] },
      ],
    }),
    cronJob({
      namespace,
      name: 'backup',
      schedule: '15 2 * * *',
      containers: [
        {
          name: 'backup',
          image: 'docker.io/library/postgres:17.6',
          command: ['sh', '-c', 'pg_dump shop | gzip > /backup/shop.gz'],
          requests: ['100m', '64Mi'],
        },
      ],
    }),
  ];
}

/** What runs in each cluster of the reference lab, beside the system's own. */
export const WORLDS: ReadonlyMap<string, () => Applied[]> = new Map(Object.entries({ platform, dev, staging, prod }));
