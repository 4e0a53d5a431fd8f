import type { FlowEnd } from './flow.ts';
import { listOf, numberOf, objectOf, textOf } from './protoJson.ts';
import type { ProtoObject } from './protoJson.ts';

const RESERVED = 'reserved:';
/** Reserved identities by number, for flows without labels. */
const RESERVED_BY_NUMBER: readonly (string | undefined)[] = [
  undefined,
  'host',
  'world',
  'unmanaged',
  'health',
  'init',
  'remote-node',
  'kube-apiserver',
  'ingress',
  'world-ipv4',
  'world-ipv6',
];

/**
 * One end of a flow from Hubble's endpoint, its address and port and the DNS names of the address. The workload is its owner, else
 * the pod, else a DNS name of what is outside, else the reserved identity, else the address; `unknown` when nothing is said at all.
 */
export function toFlowEnd(endpoint: ProtoObject | null, address: string | null, port: number | null, names: unknown): FlowEnd {
  const identity = endpoint ? numberOf(endpoint['identity']) : null;
  const pod = endpoint ? textOf(endpoint['pod_name'] ?? endpoint['podName']) : null;
  const namespace = endpoint ? textOf(endpoint['namespace']) : null;
  const owner = endpoint ? objectOf(listOf(endpoint['workloads'])[0]) : null;
  const workload = owner ? textOf(owner['name']) : null;
  const place = { namespace, pod, address, port, identity };
  if (workload !== null) return { ...place, workload, workloadKind: owner ? textOf(owner['kind']) : null };
  if (pod !== null) return { ...place, workload: pod, workloadKind: 'Pod' };
  const reserved = endpoint ? reservedName(endpoint['labels'], identity) : null;
  const name = textOf(listOf(names)[0]);
  // A name says more than "world"; the host and the API server are known better by what they are.
  if (name !== null && (reserved === null || reserved === 'world'))
    return { ...place, workload: name.endsWith('.') ? name.slice(0, -1) : name, workloadKind: null };
  return { ...place, workload: reserved ?? address ?? 'unknown', workloadKind: null };
}

/** `world`, `host`, `kube-apiserver`, …; the API server is also a host or a remote node, and is named first. */
function reservedName(labels: unknown, identity: number | null): string | null {
  let found: string | null = null;
  for (const label of listOf(labels)) {
    if (typeof label !== 'string' || !label.startsWith(RESERVED)) continue;
    const name = label.slice(RESERVED.length);
    if (name === 'kube-apiserver') return name;
    found ??= name;
  }
  found ??= identity === null ? null : (RESERVED_BY_NUMBER[identity] ?? null);
  return found === 'world-ipv4' || found === 'world-ipv6' ? 'world' : found;
}
