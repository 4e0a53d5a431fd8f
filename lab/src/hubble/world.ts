import { fraction } from '../random.ts';
import { isRecord, numberAt, recordsAt, textAt, textMapAt } from '../kube/fields.ts';
import type { KubeObject, ObjectStore } from '../kube/objectStore.ts';
import type { Workload } from './messages.ts';
import { makePod, makeReserved } from './party.ts';
import type { Party } from './party.ts';

/** A node as Hubble names it: `dev/dev-worker1`, with its own reserved parties. */
export interface WorldNode {
  readonly name: string;
  readonly hubbleName: string;
  readonly address: string;
  readonly ready: boolean;
  readonly labels: readonly string[];
  readonly host: Party;
  readonly remoteNode: Party;
  readonly health: Party;
}
/** The pods of one owner that can speak. `looksInside`: a policy reads its HTTP and DNS. `guarded`: a policy names who may come in. */
export interface WorldWorkload extends Workload {
  readonly namespace: string;
  readonly pods: readonly Party[];
  readonly port: number;
  readonly isSystem: boolean;
  readonly looksInside: boolean;
  readonly guarded: boolean;
}
export interface WorldService {
  readonly name: string;
  readonly namespace: string;
  readonly address: string;
  readonly port: number;
}
/** Who is there to speak, as the store says now. */
export interface World {
  readonly cluster: string;
  readonly nodes: readonly WorldNode[];
  readonly workloads: readonly WorldWorkload[];
  readonly services: readonly WorldService[];
  readonly apiServer: Party | null;
}

const SYSTEM_NAMESPACES = new Set(['kube-system', 'kube-public', 'monitoring', 'cilium', 'local-path-storage', 'metallb-system']);
const LOOKED_INTO_SHARE = 0.3;

/** Reads nodes, pods and services. Pods on the node's own network, without an address or not running have no part in it. */
export function readWorld(cluster: string, store: ObjectStore): World {
  const nodes = store.list('core/nodes').map((node) => toNode(cluster, node));
  const controlPlane = store.list('core/nodes').find(({ metadata }) => 'node-role.kubernetes.io/control-plane' in (metadata.labels ?? {}));
  const master = nodes.find(({ name }) => name === controlPlane?.metadata.name) ?? nodes[0];
  return {
    cluster,
    nodes,
    workloads: toWorkloads(cluster, store.list('core/pods'), new Set(nodes.flatMap(({ name, ready }) => (ready ? [name] : [])))),
    services: store.list('core/services').flatMap(toService),
    apiServer: master ? makeReserved(cluster, 'kube-apiserver', master.address, master.name) : null,
  };
}

function toNode(cluster: string, node: KubeObject): WorldNode {
  const { name } = node.metadata;
  const address =
    textAt(
      recordsAt(node, 'status', 'addresses').find(({ type }) => type === 'InternalIP'),
      'address',
    ) ?? '0.0.0.0';
  const ready = recordsAt(node, 'status', 'conditions').some(({ type, status }) => type === 'Ready' && status === 'True');
  const healthAddress = (textAt(node, 'spec', 'podCIDR') ?? '10.0.0.0/24').replace(/\.\d+\/.*$/, '.250');
  return {
    name,
    hubbleName: `${cluster}/${name}`,
    address,
    ready,
    labels: Object.entries(node.metadata.labels ?? {})
      .map(([key, value]) => `${key}=${value}`)
      .sort(),
    host: makeReserved(cluster, 'host', address, name),
    remoteNode: makeReserved(cluster, 'remote-node', address, name),
    health: makeReserved(cluster, 'health', healthAddress, name),
  };
}

function toWorkloads(cluster: string, pods: readonly KubeObject[], readyNodes: ReadonlySet<string>): WorldWorkload[] {
  const byKey = new Map<string, { readonly first: KubeObject; readonly workload: Workload; readonly parties: Party[] }>();
  for (const pod of pods) {
    const { name, namespace = 'default', labels = {} } = pod.metadata;
    const [address, node] = [textAt(pod, 'status', 'podIP'), textAt(pod, 'spec', 'nodeName')];
    const isOnHost = isRecord(pod.spec) && pod.spec.hostNetwork === true;
    if (address === undefined || node === undefined || isOnHost || !readyNodes.has(node) || textAt(pod, 'status', 'phase') !== 'Running')
      continue;
    const workload = toOwner(pod);
    const key = `${namespace}/${workload.kind}/${workload.name}`;
    const group = byKey.get(key) ?? { first: pod, workload, parties: [] };
    byKey.set(key, group);
    const serviceAccount = textAt(pod, 'spec', 'serviceAccountName') ?? 'default';
    group.parties.push(makePod({ cluster, namespace, name, node, address, labels, serviceAccount, workload }));
  }
  return [...byKey.values()].map(({ first, workload, parties }) => {
    const { namespace = 'default' } = first.metadata;
    const isSystem = SYSTEM_NAMESPACES.has(namespace);
    const guarded = !isSystem && /redis|postgres|mysql|database|^db/.test(workload.name);
    return {
      ...workload,
      namespace,
      pods: parties,
      port:
        recordsAt(first, 'spec', 'containers')
          .map((container) => numberAt(container, 'ports', 0, 'containerPort'))
          .find((port) => port !== undefined) ?? 8080,
      isSystem,
      guarded,
      looksInside:
        !isSystem && !guarded && (workload.name === 'httpbin' || fraction(`policy ${namespace}/${workload.name}`) < LOOKED_INTO_SHARE),
    };
  });
}

/** The pod's owner; of a ReplicaSet the Deployment whose name it carries. A pod without an owner is its own. */
function toOwner({ metadata }: KubeObject): Workload {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller) ?? metadata.ownerReferences?.[0];
  if (!owner) return { name: metadata.name, kind: 'Pod' };
  const hash = textMapAt(metadata, 'labels')['pod-template-hash'];
  const ending = `-${hash}`;
  if (owner.kind === 'ReplicaSet' && hash !== undefined && owner.name.endsWith(ending))
    return { name: owner.name.slice(0, -ending.length), kind: 'Deployment' };
  return { name: owner.name, kind: owner.kind };
}

function toService(service: KubeObject): WorldService[] {
  const [address, port] = [textAt(service, 'spec', 'clusterIP'), numberAt(service, 'spec', 'ports', 0, 'port')];
  if (address === undefined || address === 'None' || port === undefined) return [];
  return [{ name: service.metadata.name, namespace: service.metadata.namespace ?? 'default', address, port }];
}
