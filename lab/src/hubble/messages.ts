/** Hubble's messages as the relay sends them: proto field names, in the order in which their file declares them; defaults are left out. */
export interface Timestamp {
  readonly seconds: number;
  readonly nanos: number;
}
export type Verdict = 'FORWARDED' | 'DROPPED' | 'ERROR' | 'AUDIT' | 'REDIRECTED' | 'TRACED' | 'TRANSLATED';
export type Direction = 'INGRESS' | 'EGRESS';
export type LostEventSource = 'PERF_EVENT_RING_BUFFER' | 'OBSERVER_EVENTS_QUEUE' | 'HUBBLE_RING_BUFFER';

export interface Endpoint {
  /** Of the node's own endpoints alone. */
  readonly ID?: number;
  readonly identity: number;
  readonly cluster_name?: string;
  readonly namespace?: string;
  readonly labels: readonly string[];
  readonly pod_name?: string;
  /** Of the node's own endpoints alone, as Cilium knows the owners of no others. */
  readonly workloads?: readonly Workload[];
}
export interface Workload {
  readonly name: string;
  readonly kind: string;
}
export interface Policy {
  readonly name: string;
  readonly namespace: string;
  readonly labels: readonly string[];
  /** A 64-bit number as text. */
  readonly revision: string;
  readonly kind: string;
}
export interface TcpFlags {
  readonly FIN?: true;
  readonly SYN?: true;
  readonly RST?: true;
  readonly PSH?: true;
  readonly ACK?: true;
}
export interface Ports {
  readonly source_port?: number;
  readonly destination_port?: number;
}
export interface Layer4 {
  readonly TCP?: Ports & { readonly flags?: TcpFlags };
  readonly UDP?: Ports;
  readonly ICMPv4?: { readonly type?: number; readonly code?: number };
}
export interface Http {
  readonly code?: number;
  readonly method: string;
  readonly url: string;
  readonly protocol: string;
  readonly headers?: readonly { readonly key: string; readonly value: string }[];
}
export interface Dns {
  readonly query: string;
  readonly ips?: readonly string[];
  readonly ttl?: number;
  readonly observation_source: string;
  readonly rcode?: number;
  readonly qtypes: readonly string[];
  readonly rrtypes?: readonly string[];
}
export interface Layer7 {
  readonly type: 'REQUEST' | 'RESPONSE';
  /** A 64-bit number as text. */
  readonly latency_ns?: string;
  readonly dns?: Dns;
  readonly http?: Http;
}
export interface Flow {
  readonly time: Timestamp;
  readonly uuid: string;
  /** Absent: unknown. */
  readonly verdict?: Verdict;
  readonly drop_reason?: number;
  readonly ethernet?: { readonly source: string; readonly destination: string };
  readonly IP: { readonly source: string; readonly destination: string; readonly ipVersion: 'IPv4' };
  readonly l4: Layer4;
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly Type: 'L3_L4' | 'L7' | 'SOCK';
  readonly node_name: string;
  readonly node_labels?: readonly string[];
  readonly source_names?: readonly string[];
  readonly destination_names?: readonly string[];
  readonly l7?: Layer7;
  readonly reply?: true;
  readonly event_type: { readonly type: number; readonly sub_type?: number };
  readonly destination_service?: { readonly name: string; readonly namespace: string };
  readonly traffic_direction?: Direction;
  readonly policy_match_type?: number;
  readonly trace_observation_point?: string;
  readonly trace_reason?: string;
  readonly drop_reason_desc?: string;
  /** Absent where Cilium does not know. */
  readonly is_reply?: { readonly value: boolean };
  readonly interface?: { readonly index: number; readonly name?: string };
  readonly proxy_port?: number;
  readonly sock_xlate_point?: string;
  /** 64-bit numbers as text. */
  readonly socket_cookie?: string;
  readonly cgroup_id?: string;
  readonly Summary?: string;
  readonly egress_allowed_by?: readonly Policy[];
  readonly ingress_allowed_by?: readonly Policy[];
  readonly egress_denied_by?: readonly Policy[];
  readonly ingress_denied_by?: readonly Policy[];
}
export interface LostEvent {
  readonly source: LostEventSource;
  /** A 64-bit number as text. */
  readonly num_events_lost: string;
  readonly cpu?: { readonly value: number };
  readonly first?: Timestamp;
  readonly last?: Timestamp;
}
export type NodeState = 'NODE_CONNECTED' | 'NODE_UNAVAILABLE' | 'NODE_ERROR';
export interface NodeStatusEvent {
  readonly state_change: NodeState;
  readonly node_names: readonly string[];
  readonly message?: string;
}
/** One of `flow`, `node_status`, `lost_events`. */
export interface GetFlowsResponse {
  readonly flow?: Partial<Flow>;
  readonly node_status?: NodeStatusEvent;
  readonly lost_events?: LostEvent;
  readonly node_name?: string;
  readonly time?: Timestamp;
}

/** What proto-loader makes of a request: 64-bit numbers as text, absent fields undefined. */
export interface GetFlowsRequest {
  readonly number?: string;
  readonly first?: boolean;
  readonly follow?: boolean;
  readonly whitelist?: readonly FlowFilter[];
  readonly blacklist?: readonly FlowFilter[];
  readonly since?: WireTimestamp;
  readonly until?: WireTimestamp;
  readonly field_mask?: { readonly paths?: readonly string[] };
}
export interface WireTimestamp {
  readonly seconds?: string | number;
  readonly nanos?: number;
}
type Texts = readonly string[];
/** All fields that are given must match, each by one of its values. */
export interface FlowFilter {
  readonly source_ip?: Texts;
  readonly destination_ip?: Texts;
  readonly source_pod?: Texts;
  readonly destination_pod?: Texts;
  readonly source_label?: Texts;
  readonly destination_label?: Texts;
  readonly source_service?: Texts;
  readonly destination_service?: Texts;
  readonly source_fqdn?: Texts;
  readonly destination_fqdn?: Texts;
  readonly source_workload?: readonly Partial<Workload>[];
  readonly destination_workload?: readonly Partial<Workload>[];
  readonly source_identity?: readonly number[];
  readonly destination_identity?: readonly number[];
  readonly source_port?: Texts;
  readonly destination_port?: Texts;
  readonly verdict?: Texts;
  readonly drop_reason_desc?: Texts;
  readonly traffic_direction?: Texts;
  readonly event_type?: readonly { readonly type?: number; readonly match_sub_type?: boolean; readonly sub_type?: number }[];
  readonly protocol?: Texts;
  readonly reply?: readonly boolean[];
  readonly http_status_code?: Texts;
  readonly http_method?: Texts;
  readonly http_path?: Texts;
  readonly http_url?: Texts;
  readonly dns_query?: Texts;
  readonly tcp_flags?: readonly Partial<Record<string, boolean>>[];
  readonly node_name?: Texts;
  readonly uuid?: Texts;
  readonly [field: string]: unknown;
}

export interface ServerStatus {
  readonly num_flows: string;
  readonly max_flows: string;
  readonly seen_flows: string;
  readonly uptime_ns: string;
  readonly num_connected_nodes: { readonly value: number };
  readonly num_unavailable_nodes: { readonly value: number };
  readonly unavailable_nodes: readonly string[];
  readonly version: string;
  readonly flows_rate: number;
}
export interface HubbleNode {
  readonly name: string;
  readonly version?: string;
  readonly address: string;
  readonly state: NodeState;
  readonly tls: { readonly enabled: boolean; readonly server_name: string };
  readonly uptime_ns?: string;
  readonly num_flows?: string;
  readonly max_flows?: string;
  readonly seen_flows?: string;
}

const NANOS_PER_MS = 1e6;

/** Epoch ms, with a fraction of down to a microsecond, as a protobuf time. */
export function toTimestamp(atMs: number): Timestamp {
  const seconds = Math.floor(atMs / 1000);
  return { seconds, nanos: Math.floor((atMs - seconds * 1000) * 1000) * (NANOS_PER_MS / 1000) };
}

/** Epoch ms of a protobuf time. */
export function toMs({ seconds, nanos }: WireTimestamp): number {
  return Number(seconds ?? 0) * 1000 + (nanos ?? 0) / NANOS_PER_MS;
}
