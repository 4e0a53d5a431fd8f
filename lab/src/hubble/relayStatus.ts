import type { FlowSource } from './flowSource.ts';
import type { HubbleNode, ServerStatus } from './messages.ts';
import { RING_SIZE } from './ring.ts';

export const HUBBLE_VERSION = 'cilium v1.17.6+gc4c7ec2f';
const NANOS_PER_MS = 1_000_000n;

const nanos = (ms: number) => String(BigInt(Math.max(0, Math.round(ms))) * NANOS_PER_MS);

/** What `hubble status` shows: the rings of all nodes that answer, added up. */
export function readStatus(source: FlowSource, nowMs: number): ServerStatus {
  source.catchUp();
  const { nodes } = source.world;
  const ready = nodes.filter((node) => node.ready);
  const rings = ready.map(({ name }) => source.ringOf(name));
  const away = nodes.filter((node) => !node.ready);
  return {
    num_flows: String(rings.reduce((sum, ring) => sum + ring.length, 0)),
    max_flows: String(ready.length * RING_SIZE),
    seen_flows: String(rings.reduce((sum, ring) => sum + ring.next, 0)),
    uptime_ns: nanos(nowMs - source.startedAtMs),
    num_connected_nodes: { value: ready.length },
    num_unavailable_nodes: { value: away.length },
    unavailable_nodes: away.map(({ hubbleName }) => hubbleName),
    version: HUBBLE_VERSION,
    flows_rate: source.rate,
  };
}

/** What `hubble list nodes` shows; of a node that does not answer its name and address alone. */
export function readNodes(source: FlowSource, nowMs: number): HubbleNode[] {
  source.catchUp();
  return source.world.nodes.map(({ name, hubbleName, address, ready }) => {
    const ring = source.ringOf(name);
    const tls = { enabled: true, server_name: `${name}.${source.world.cluster}.hubble-grpc.cilium.io` };
    const head = { name: hubbleName, address: `${address}:4244`, tls };
    if (!ready) return { ...head, state: 'NODE_UNAVAILABLE' };
    const counts = { num_flows: String(ring.length), max_flows: String(RING_SIZE), seen_flows: String(ring.next) };
    return { ...head, version: HUBBLE_VERSION, state: 'NODE_CONNECTED', uptime_ns: nanos(nowMs - source.startedAtMs), ...counts };
  });
}

/** Namespaces that had flows: those of the pods there are. */
export function readNamespaces(source: FlowSource): { readonly cluster: string; readonly namespace: string }[] {
  const { cluster, workloads } = source.world;
  return [...new Set(workloads.map(({ namespace }) => namespace))].sort().map((namespace) => ({ cluster, namespace }));
}
