import { createHash } from 'node:crypto';
import type { Json } from '../../kube/fields.ts';
import type { KubeObject } from '../../kube/objectStore.ts';
import type { Machine } from '../nodes/machine.ts';
import { VERSION } from '../nodes/nodeObject.ts';
import { MIRROR } from '../pods/mirror.ts';
import { container, daemonSet, deployment, namespaceOf, service, type Applied, type ContainerDraft } from './draft.ts';

const NAMESPACE = 'kube-system';
const DAYS_AGO = 23;
const EVERYWHERE: Json = {
  tolerations: [{ operator: 'Exists' }],
  hostNetwork: true,
  priorityClassName: 'system-node-critical',
  priority: 2_000_001_000,
};
const ON_MASTER: Json = {
  tolerations: [
    { key: 'CriticalAddonsOnly', operator: 'Exists' },
    { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
  ],
  priorityClassName: 'system-cluster-critical',
  priority: 2_000_000_000,
};

/** What every cluster of the lab has: DNS, Cilium with Hubble, metrics-server. */
export function systemWorld(): Applied[] {
  const given = { namespace: NAMESPACE, daysAgo: DAYS_AGO };
  return [
    ...['default', 'kube-node-lease', 'kube-public', NAMESPACE].map((name) => namespaceOf(name, DAYS_AGO)),
    { ...kubernetesService(), daysAgo: DAYS_AGO },
    daemonSet({
      ...given,
      name: 'cilium',
      labels: { 'k8s-app': 'cilium', 'app.kubernetes.io/name': 'cilium-agent' },
      spec: { ...EVERYWHERE, terminationGracePeriodSeconds: 1 },
      init: ['config', 'mount-cgroup', 'clean-cilium-state'].map((name) => ({ name, image: 'quay.io/cilium/cilium:v1.17.6' })),
      containers: [
        { name: 'cilium-agent', image: 'quay.io/cilium/cilium:v1.17.6', requests: ['100m', '256Mi'], port: 9962, portName: 'prometheus' },
      ],
    }),
    daemonSet({
      ...given,
      name: 'cilium-envoy',
      labels: { 'k8s-app': 'cilium-envoy' },
      spec: { ...EVERYWHERE, terminationGracePeriodSeconds: 1 },
      containers: [{ name: 'cilium-envoy', image: 'quay.io/cilium/cilium-envoy:v1.33.4', port: 9964, portName: 'envoy-metrics' }],
    }),
    deployment({
      ...given,
      name: 'cilium-operator',
      labels: { 'io.cilium/app': 'operator' },
      spec: { ...EVERYWHERE },
      containers: [{ name: 'cilium-operator', image: 'quay.io/cilium/operator-generic:v1.17.6', port: 9963, portName: 'prometheus' }],
    }),
    deployment({
      ...given,
      name: 'hubble-relay',
      labels: { 'k8s-app': 'hubble-relay' },
      containers: [{ name: 'hubble-relay', image: 'quay.io/cilium/hubble-relay:v1.17.6', port: 4245, portName: 'grpc', probeAfter: 2 }],
    }),
    service({ ...given, name: 'hubble-relay', port: 80, targetPort: 'grpc' }),
    deployment({
      ...given,
      name: 'coredns',
      replicas: 2,
      labels: { 'k8s-app': 'kube-dns' },
      spec: ON_MASTER,
      containers: [
        {
          name: 'coredns',
          image: 'registry.k8s.io/coredns/coredns:v1.12.0',
          requests: ['100m', '70Mi'],
          limits: ['1', '170Mi'],
          port: 8181,
          portName: 'readiness',
        },
      ],
    }),
    service({
      ...given,
      name: 'kube-dns',
      app: 'coredns',
      port: 53,
      portName: 'dns-tcp',
      clusterIP: '10.96.0.10',
      more: [{ name: 'dns', port: 53, targetPort: 53, protocol: 'UDP' }],
    }),
    deployment({
      ...given,
      name: 'metrics-server',
      labels: { 'k8s-app': 'metrics-server' },
      spec: { priorityClassName: 'system-cluster-critical', priority: 2_000_000_000 },
      containers: [
        {
          name: 'metrics-server',
          image: 'registry.k8s.io/metrics-server/metrics-server:v0.8.0',
          args: ['--secure-port=10250', '--metric-resolution=15s', '--kubelet-insecure-tls'],
          requests: ['100m', '200Mi'],
          port: 10250,
          portName: 'https',
          probeAfter: 5,
        },
      ],
    }),
    service({ ...given, name: 'metrics-server', port: 443, targetPort: 'https', portName: 'https' }),
  ];
}

function kubernetesService(): Omit<Applied, 'daysAgo'> {
  return {
    resource: 'core/services',
    object: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
      spec: {
        type: 'ClusterIP',
        clusterIP: '10.96.0.1',
        clusterIPs: ['10.96.0.1'],
        ports: [{ name: 'https', port: 443, targetPort: 6443, protocol: 'TCP' }],
      },
    },
  };
}

/** The control plane of a master: pods that its kubelet runs from files, and mirrors in the API. */
export function staticPods(machine: Machine, node: KubeObject): KubeObject[] {
  const address = machine.address();
  const image = (name: string): string => `registry.k8s.io/${name}:${VERSION}`;
  const control: readonly ContainerDraft[] = [
    {
      name: 'etcd',
      image: 'registry.k8s.io/etcd:3.5.21-0',
      requests: ['100m', '100Mi'],
      command: ['etcd', `--advertise-client-urls=https://${address}:2379`],
    },
    {
      name: 'kube-apiserver',
      image: image('kube-apiserver'),
      requests: ['250m', '0'],
      command: ['kube-apiserver', `--advertise-address=${address}`],
    },
    {
      name: 'kube-controller-manager',
      image: image('kube-controller-manager'),
      requests: ['200m', '0'],
      command: ['kube-controller-manager'],
    },
    { name: 'kube-scheduler', image: image('kube-scheduler'), requests: ['100m', '0'], command: ['kube-scheduler'] },
  ];
  const hash = ({ name, command = [] }: ContainerDraft): string =>
    createHash('md5')
      .update(`${machine.name} ${name} ${command.join(' ')}`)
      .digest('hex');
  return control.map((draft): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${draft.name}-${machine.name}`,
      namespace: NAMESPACE,
      labels: { component: draft.name, tier: 'control-plane' },
      // The kubelet names the pod's folder of logs by this hash, not by the uid that the API server gives.
      annotations: { [MIRROR]: hash(draft), 'kubernetes.io/config.hash': hash(draft), 'kubernetes.io/config.source': 'file' },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: machine.name, uid: node.metadata.uid ?? '', controller: true }],
    },
    spec: {
      ...EVERYWHERE,
      nodeName: machine.name,
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      containers: [container(draft)],
    },
    status: { phase: 'Pending', qosClass: 'Burstable' },
  }));
}
