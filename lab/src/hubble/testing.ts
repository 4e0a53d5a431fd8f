import { MemoryStore } from '../kube/store/memoryStore.ts';
import type { KubeObject, ObjectStore } from '../kube/objectStore.ts';

export const NOON_MS = Date.UTC(2026, 2, 10, 12);

/** Two nodes with the demo's workloads, DNS and Prometheus, for tests. */
export function demoStore(now: () => number = () => NOON_MS): ObjectStore {
  const store = new MemoryStore({ now, seed: 1 });
  store.put('core/nodes', node('dev-master', '192.168.64.5', true, { 'node-role.kubernetes.io/control-plane': '' }));
  store.put('core/nodes', node('dev-worker1', '192.168.64.6', true));
  const pods: [namespace: string, workload: string, node: string, port: number][] = [
    ['demo', 'nginx-web', 'dev-worker1', 80],
    ['demo', 'nginx-web', 'dev-master', 80],
    ['demo', 'httpbin', 'dev-worker1', 8080],
    ['demo', 'redis', 'dev-master', 6379],
    ['kube-system', 'coredns', 'dev-master', 53],
    ['monitoring', 'prometheus', 'dev-worker1', 9090],
  ];
  for (const [index, [namespace, workload, on, port]] of pods.entries()) {
    store.put('core/pods', pod({ namespace, workload, node: on, port, address: `10.20.1.${index + 10}`, ending: `x${index}` }));
  }
  store.put('core/services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'httpbin', namespace: 'demo' },
    spec: { clusterIP: '10.96.10.20', ports: [{ port: 8080 }] },
  });
  return store;
}

export function node(name: string, address: string, ready: boolean, labels: Record<string, string> = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } },
    status: { addresses: [{ type: 'InternalIP', address }], conditions: [{ type: 'Ready', status: ready ? 'True' : 'Unknown' }] },
  };
}

interface PodParts {
  readonly namespace: string;
  readonly workload: string;
  readonly node: string;
  readonly port: number;
  readonly address: string;
  readonly ending: string;
}

function pod({ namespace, workload, node: nodeName, port, address, ending }: PodParts): KubeObject {
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${workload}-6d4cf56db6`, uid: '1', controller: true };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${workload}-6d4cf56db6-${ending}`,
      namespace,
      labels: { app: workload, 'pod-template-hash': '6d4cf56db6' },
      ownerReferences: [owner],
    },
    spec: { nodeName, containers: [{ name: workload, ports: [{ containerPort: port }] }] },
    status: { phase: 'Running', podIP: address },
  };
}
