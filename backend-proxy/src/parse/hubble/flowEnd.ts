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

/** What Hubble says of an end by its endpoint. `workload` is the owner's name; `reserved` the identity's, if it is a reserved one. */
export interface KnownEnd {
  readonly namespace: string | null;
  readonly pod: string | null;
  readonly identity: number | null;
  readonly workload: string | null;
  readonly workloadKind: string | null;
  readonly reserved: string | null;
}

export const UNKNOWN_END: KnownEnd = { namespace: null, pod: null, identity: null, workload: null, workloadKind: null, reserved: null };

/** An endpoint in one of proto-JSON's forms. */
export function toKnownEnd(endpoint: ProtoObject | null): KnownEnd {
  if (!endpoint) return UNKNOWN_END;
  const identity = numberOf(endpoint['identity']);
  const owner = objectOf(listOf(endpoint['workloads'])[0]);
  const workload = owner ? textOf(owner['name']) : null;
  return {
    namespace: textOf(endpoint['namespace']),
    pod: textOf(endpoint['pod_name'] ?? endpoint['podName']),
    identity,
    workload,
    workloadKind: owner && workload !== null ? textOf(owner['kind']) : null,
    reserved: reservedName(listOf(endpoint['labels']), identity),
  };
}

/**
 * One end of a flow from Hubble's endpoint, its address and port and the first DNS name of the address. The workload is its owner, else
 * the pod, else a DNS name of what is outside, else the reserved identity, else the address; `unknown` when nothing is said at all.
 */
export function toFlowEnd(known: KnownEnd, address: string | null, port: number | null, name: string | null): FlowEnd {
  const { namespace, pod, identity, reserved } = known;
  let { workload, workloadKind } = known;
  if (workload === null && pod !== null) {
    workload = pod;
    workloadKind = 'Pod';
  } else if (workload === null) {
    // A name says more than "world"; the host and the API server are known better by what they are.
    if (name !== null && (reserved === null || reserved === 'world')) workload = name.endsWith('.') ? name.slice(0, -1) : name;
    else workload = reserved ?? address ?? 'unknown';
  }
  return { namespace, workload, workloadKind, pod, address, port, identity };
}

/** `world`, `host`, `kube-apiserver`, …; the API server is also a host or a remote node, and is named first. */
export function reservedName(labels: readonly unknown[], identity: number | null): string | null {
  let found: string | null = null;
  for (const label of labels) {
    if (typeof label !== 'string' || !label.startsWith(RESERVED)) continue;
    const name = label.slice(RESERVED.length);
    if (name === 'kube-apiserver') return name;
    found ??= name;
  }
  found ??= identity === null ? null : (RESERVED_BY_NUMBER[identity] ?? null);
  return found === 'world-ipv4' || found === 'world-ipv6' ? 'world' : found;
}
