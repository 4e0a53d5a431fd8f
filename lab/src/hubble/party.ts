import { fraction } from '../random.ts';
import type { Endpoint, Workload } from './messages.ts';

/** One end of a conversation: a pod, a node, or what is outside. */
export interface Party {
  /** Name of the node where it is; null outside the cluster. */
  readonly node: string | null;
  readonly address: string;
  readonly mac: string;
  /** Pods have a device of their own, at which Cilium sees their packets. */
  readonly isEndpoint: boolean;
  /** As the node's own agent describes it, and as the agents of other nodes do. */
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** DNS names by which Cilium knows it. */
  readonly names: readonly string[];
}

export interface PodParts {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly node: string;
  readonly address: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly workload: Workload;
}

/** Labels that Cilium leaves out of a pod's identity, as they differ from pod to pod. */
const NOT_IDENTITY = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'statefulset.kubernetes.io/pod-name',
]);

export function makePod({ cluster, namespace, name, node, address, labels, serviceAccount, workload }: PodParts): Party {
  const known = Object.entries(labels).flatMap(([key, value]) => (NOT_IDENTITY.has(key) ? [] : [`k8s:${key}=${value}`]));
  const own = [
    ...known,
    `k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name=${namespace}`,
    `k8s:io.cilium.k8s.policy.cluster=${cluster}`,
    `k8s:io.cilium.k8s.policy.serviceaccount=${serviceAccount}`,
    `k8s:io.kubernetes.pod.namespace=${namespace}`,
  ].sort();
  const identity = 1024 + Math.floor(fraction(own.join()) * 60_000);
  const remote: Endpoint = { identity, cluster_name: cluster, namespace, labels: own, pod_name: name };
  return {
    node,
    address,
    mac: macOf(name),
    isEndpoint: true,
    local: { ID: 16 + Math.floor(fraction(`endpoint ${name}`) * 4000), ...remote, workloads: [workload] },
    remote,
    names: [],
  };
}

/** Cilium's reserved identities. */
const RESERVED = { host: 1, world: 2, health: 4, 'remote-node': 6, 'kube-apiserver': 7 } as const;

export function makeReserved(
  cluster: string,
  identity: keyof typeof RESERVED,
  address: string,
  node: string | null,
  names: readonly string[] = [],
): Party {
  const labels = identity === 'kube-apiserver' ? ['reserved:kube-apiserver', 'reserved:remote-node'] : [`reserved:${identity}`];
  const inside = node !== null;
  const remote: Endpoint = { identity: RESERVED[identity], ...(inside && { cluster_name: cluster }), labels };
  const isEndpoint = identity === 'health';
  const local: Endpoint = isEndpoint ? { ID: 4 + Math.floor(fraction(`health ${node}`) * 10), ...remote } : remote;
  return { node, address, mac: macOf(`${identity} ${address}`), isEndpoint, local, remote, names };
}

/** A locally administered address that belongs to a text. */
function macOf(text: string): string {
  const digits = Math.floor(fraction(`mac ${text}`) * 2 ** 40)
    .toString(16)
    .padStart(10, '0');
  return ['02', ...(digits.match(/../g) ?? [])].join(':');
}
