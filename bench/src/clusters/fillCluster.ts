import type { KubeObject } from '../../../lab/src/kube/objectStore.ts';
import { type MemoryStore, toKubeTime } from '../../../lab/src/kube/store/memoryStore.ts';
import { makePod, makePodSpec } from './podObject.ts';

const PODS_A_DEPLOYMENT = 5;
const DEPLOYMENTS_A_NAMESPACE = 20;
const PODS_A_NODE = 50;
const EVENTS = 500;
/** A namespace of one pod, which shows how fast a change arrives. */
export const PROBE = { namespace: 'probe', deployment: 'probe' } as const;
const HASH = '7c9d8f6b54';

export const nodeName = (index: number): string => `node-${String(index).padStart(3, '0')}`;

/** Fills a store with a cluster of so many pods, its deployments, nodes and events, and one pod more, the probe. */
export function fillCluster(store: MemoryStore, pods: number, nowMs: number): void {
  const createdAt = toKubeTime(nowMs - 3 * 86_400_000);
  for (let node = 0; node < Math.ceil(pods / PODS_A_NODE); node++) store.put('core/nodes', makeNode(node, createdAt));
  for (let deployment = 0; deployment * PODS_A_DEPLOYMENT < pods; deployment++) {
    const namespace = `team-${String(Math.floor(deployment / DEPLOYMENTS_A_NAMESPACE)).padStart(2, '0')}`;
    const count = Math.min(PODS_A_DEPLOYMENT, pods - deployment * PODS_A_DEPLOYMENT);
    addDeployment(namespace, `service-${deployment}`, deployment * PODS_A_DEPLOYMENT, count);
  }
  addDeployment(PROBE.namespace, PROBE.deployment, 0, 1);
  for (const [index, pod] of store.list('core/pods').slice(0, EVENTS).entries()) store.put('core/events', makeEvent(pod, index, nowMs));

  function addDeployment(namespace: string, deployment: string, first: number, count: number): void {
    store.put('apps/deployments', makeDeployment(namespace, deployment, count, createdAt));
    const spec = makePodSpec(deployment);
    for (let index = first; index < first + count; index++) {
      const suffix = index.toString(36).padStart(5, 'x');
      const address = `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
      const node = nodeName(Math.floor(index / PODS_A_NODE));
      store.put('core/pods', makePod({ namespace, deployment, hash: HASH, suffix, node, address, createdAt, spec }));
    }
  }
}

function makeNode(index: number, createdAt: string): KubeObject {
  const name = nodeName(index);
  const resources = { cpu: '16', memory: '65536000Ki', pods: '110', 'ephemeral-storage': '203056560Ki' };
  const condition = (type: string, status: string) => ({
    type,
    status,
    reason: `Kubelet${type}`,
    message: `kubelet reports ${type} as ${status}`,
    lastHeartbeatTime: createdAt,
    lastTransitionTime: createdAt,
  });
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, creationTimestamp: createdAt, labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/arch': 'arm64' } },
    spec: { podCIDR: `10.200.${index}.0/24` },
    status: {
      capacity: resources,
      allocatable: resources,
      conditions: [
        ...['MemoryPressure', 'DiskPressure', 'PIDPressure'].map((type) => condition(type, 'False')),
        condition('Ready', 'True'),
      ],
      addresses: [
        { type: 'InternalIP', address: `10.100.0.${index}` },
        { type: 'Hostname', address: name },
      ],
      nodeInfo: { kubeletVersion: 'v1.33.6', osImage: 'Ubuntu 24.04.3 LTS', kernelVersion: '6.8.0-71-generic', architecture: 'arm64' },
      // What makes a real node's object large.
      images: Array.from({ length: 30 }, (_, image) => ({
        names: [`registry.example.com/platform/service-${image}:1.42.7`],
        sizeBytes: 84_000_000 + image,
      })),
    },
  };
}

function makeDeployment(namespace: string, name: string, replicas: number, createdAt: string): KubeObject {
  const labels = { app: name, 'app.kubernetes.io/name': name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, creationTimestamp: createdAt, labels },
    spec: { replicas, selector: { matchLabels: { app: name } }, template: { metadata: { labels }, spec: makePodSpec(name) } },
    status: { observedGeneration: 1, replicas, updatedReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas },
  };
}

function makeEvent({ metadata }: KubeObject, index: number, nowMs: number): KubeObject {
  const { name, namespace, uid } = metadata;
  const at = toKubeTime(nowMs - index * 5000);
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${index.toString(16).padStart(16, '0')}`, ...(namespace !== undefined && { namespace }) },
    involvedObject: { kind: 'Pod', apiVersion: 'v1', name, namespace, uid },
    reason: 'BackOff',
    message: `Back-off restarting failed container service in pod ${name}_${namespace ?? ''}`,
    type: 'Warning',
    source: { component: 'kubelet', host: nodeName(0) },
    firstTimestamp: at,
    lastTimestamp: at,
    count: 3,
  };
}
