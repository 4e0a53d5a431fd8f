import type { Random } from '../random.ts';
import type { Flow, Layer7, Policy, Verdict } from './messages.ts';
import { toTimestamp } from './messages.ts';
import type { Packet } from './packet.ts';
import type { Party } from './party.ts';
import type { World, WorldNode } from './world.ts';

/** A flow as one node's agent saw it. `atMs` is epoch ms, with a fraction. */
export interface Sighting {
  readonly node: string;
  readonly atMs: number;
  readonly flow: Flow;
}
export type Side = 'INGRESS' | 'EGRESS';

/** Cilium's numbers of event types. */
const EVENT = { drop: 1, trace: 4, policyVerdict: 5, traceSock: 7, accessLog: 129 } as const;
/** The datapath's own numbers of observation points; delivery to an endpoint is its 0, a default, which is left out. */
const POINT = { TO_ENDPOINT: undefined, TO_PROXY: 1, TO_HOST: 2, TO_STACK: 3, TO_OVERLAY: 4, FROM_OVERLAY: 9, TO_NETWORK: 11 } as const;
type Point = keyof typeof POINT;

type Details = Partial<
  Pick<
    Flow,
    'drop_reason' | 'ethernet' | 'l7' | 'destination_service' | 'traffic_direction' | 'policy_match_type' | 'proxy_port' | 'interface'
  >
> &
  Partial<
    Pick<
      Flow,
      'trace_observation_point' | 'trace_reason' | 'drop_reason_desc' | 'sock_xlate_point' | 'socket_cookie' | 'cgroup_id' | 'Summary'
    >
  > &
  Partial<Pick<Flow, 'egress_allowed_by' | 'ingress_allowed_by' | 'egress_denied_by' | 'ingress_denied_by'>> & {
    readonly type?: Flow['Type'];
    readonly event: Flow['event_type'];
    /** Absent: Cilium does not know. */
    readonly isReply?: boolean;
  };

/** Where conversations happen: what agents see of their packets is noted here, each as the flow that it makes of it. */
export class Stage {
  readonly sightings: Sighting[] = [];
  readonly world: World;
  readonly random: Random;
  private readonly nodes: ReadonlyMap<string, WorldNode>;

  constructor(world: World, random: Random) {
    this.world = world;
    this.random = random;
    this.nodes = new Map(world.nodes.flatMap((node) => (node.ready ? [[node.name, node]] : [])));
  }

  /** A packet on its way: each agent whose pod sends or receives it traces it once; unless it gets no further than leaving. */
  trace(packet: Packet, atMs: number, until: 'arriving' | 'leaving' = 'arriving'): void {
    const { from, to, isReply } = packet;
    const isNear = from.node === to.node;
    if (from.isEndpoint && !(isNear && to.isEndpoint)) {
      const point = to.isEndpoint ? 'TO_OVERLAY' : isNear ? 'TO_HOST' : 'TO_STACK';
      this.traceAt(from, packet, point, isReply ? 'INGRESS' : 'EGRESS', atMs);
    }
    if (to.isEndpoint && until === 'arriving') {
      this.traceAt(to, packet, 'TO_ENDPOINT', isReply ? 'EGRESS' : 'INGRESS', atMs + 0.05 + this.random.next() * 0.1);
    }
  }

  /** A packet at a node's own device, where Cilium knows neither its direction nor whether it is a reply. */
  passBy(packet: Packet, at: Party, point: 'FROM_OVERLAY' | 'TO_NETWORK', atMs: number): void {
    const event = { type: EVENT.trace, sub_type: POINT[point] };
    this.note(at, packet, atMs, {
      event,
      trace_observation_point: point,
      interface: { index: 2, name: 'enp0s1' },
      Summary: packet.summary,
    });
  }

  /** A packet handed to the node's proxy, as a policy looks into it. */
  toProxy(packet: Packet, at: Party, side: Side, proxyPort: number, atMs: number): void {
    this.traceAt(at, packet, 'TO_PROXY', side, atMs, proxyPort);
  }

  /** What a policy says of the first packet of a connection. A denied one is seen a second time, as a drop. */
  policyVerdict(packet: Packet, at: Party, side: Side, verdict: Verdict, policies: readonly Policy[], atMs: number): void {
    const denied = verdict === 'DROPPED';
    const word = denied ? 'denied' : 'allowed';
    const details = {
      traffic_direction: side,
      Summary: packet.summary,
      [`${side === 'INGRESS' ? 'ingress' : 'egress'}_${word}_by`]: policies.length > 0 ? policies : undefined,
      ...(denied && { drop_reason: 133, drop_reason_desc: 'POLICY_DENIED' }),
    };
    // Allowed by layers 3 and 4 (2); denied as nothing matched (0, left out).
    this.note(
      at,
      packet,
      atMs,
      { ...details, event: { type: EVENT.policyVerdict }, ...(!denied && { policy_match_type: 2, isReply: false }) },
      verdict,
    );
    if (denied) this.note(at, packet, atMs + 0.01, { ...details, event: { type: EVENT.drop, sub_type: 133 } }, verdict);
  }

  drop(packet: Packet, at: Party, side: Side, reason: { readonly code: number; readonly name: string }, atMs: number): void {
    const event = { type: EVENT.drop, sub_type: reason.code };
    const details = { event, drop_reason: reason.code, drop_reason_desc: reason.name, traffic_direction: side, Summary: packet.summary };
    this.note(at, packet, atMs, details, 'DROPPED');
  }

  /** What the proxy of `at`'s node read inside a connection; null is no verdict. */
  layer7(packet: Packet, at: Party, side: Side, l7: Layer7, verdict: Verdict | null, atMs: number): void {
    const event = { type: EVENT.accessLog };
    this.note(
      at,
      packet,
      atMs,
      { type: 'L7', event, l7, isReply: packet.isReply, traffic_direction: side, Summary: packet.summary },
      verdict,
    );
  }

  /** A socket's address before and after it was translated from a service to a pod. */
  socket(packet: Packet, at: Party, moment: 'PRE' | 'POST', service: Flow['destination_service'], atMs: number): void {
    const sub = moment === 'PRE' ? 1 : 2;
    this.note(
      at,
      packet,
      atMs,
      {
        type: 'SOCK',
        event: { type: EVENT.traceSock, sub_type: sub },
        destination_service: service,
        sock_xlate_point: `SOCK_XLATE_POINT_${moment}_DIRECTION_FWD`,
        socket_cookie: String(this.random.integer(4096, 9_000_000)),
        cgroup_id: String(this.random.integer(4096, 900_000)),
        Summary: packet.summary,
      },
      moment === 'PRE' ? 'TRACED' : 'TRANSLATED',
    );
  }

  private traceAt(at: Party, packet: Packet, point: Point, side: Side, atMs: number, proxyPort?: number): void {
    this.note(at, packet, atMs, {
      event: { type: EVENT.trace, sub_type: POINT[point] },
      isReply: packet.isReply,
      ethernet: point === 'TO_ENDPOINT' ? { source: packet.from.mac, destination: packet.to.mac } : undefined,
      traffic_direction: side,
      trace_observation_point: point,
      trace_reason: packet.isReply ? 'REPLY' : packet.isFirst ? 'NEW' : 'ESTABLISHED',
      interface: point === 'TO_OVERLAY' ? { index: 6 } : point === 'TO_ENDPOINT' ? { index: 8 + (at.local.ID ?? 0) } : undefined,
      proxy_port: proxyPort,
      Summary: packet.summary,
    });
  }

  /** One flow, its fields in the order of their file. */
  private note(at: Party, { from, to, l4 }: Packet, atMs: number, details: Details, verdict: Verdict | null = 'FORWARDED'): void {
    const node = at.node === null ? undefined : this.nodes.get(at.node);
    if (!node) return; // its agent is not there to see it
    const flow: Flow = {
      time: toTimestamp(atMs),
      uuid: this.uuid(),
      verdict: verdict ?? undefined,
      drop_reason: details.drop_reason,
      ethernet: details.ethernet,
      IP: { source: from.address, destination: to.address, ipVersion: 'IPv4' },
      l4,
      source: from.node === node.name ? from.local : from.remote,
      destination: to.node === node.name ? to.local : to.remote,
      Type: details.type ?? 'L3_L4',
      node_name: node.hubbleName,
      node_labels: node.labels.length > 0 ? node.labels : undefined,
      source_names: from.names.length > 0 ? from.names : undefined,
      destination_names: to.names.length > 0 ? to.names : undefined,
      l7: details.l7,
      reply: details.isReply ? true : undefined,
      event_type: details.event,
      destination_service: details.destination_service,
      traffic_direction: details.traffic_direction,
      policy_match_type: details.policy_match_type,
      trace_observation_point: details.trace_observation_point,
      trace_reason: details.trace_reason,
      drop_reason_desc: details.drop_reason_desc,
      is_reply: details.isReply === undefined ? undefined : { value: details.isReply },
      interface: details.interface,
      proxy_port: details.proxy_port,
      sock_xlate_point: details.sock_xlate_point,
      socket_cookie: details.socket_cookie,
      cgroup_id: details.cgroup_id,
      Summary: details.Summary,
      egress_allowed_by: details.egress_allowed_by,
      ingress_allowed_by: details.ingress_allowed_by,
      egress_denied_by: details.egress_denied_by,
      ingress_denied_by: details.ingress_denied_by,
    };
    this.sightings.push({ node: node.name, atMs, flow });
  }

  private uuid(): string {
    const word = () =>
      Math.floor(this.random.next() * 0x1_0000_0000)
        .toString(16)
        .padStart(8, '0');
    const [a, b, c, d] = [word(), word(), word(), word()];
    return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(1, 4)}-${c.slice(4)}${d}`;
  }
}
