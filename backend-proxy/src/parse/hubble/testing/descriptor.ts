import type { fromJSON } from '@grpc/proto-loader';
import { DROP_REASONS } from '../words.ts';

const field = (type: string, id: number) => ({ type, id });
const list = (type: string, id: number) => ({ rule: 'repeated', type, id });
const numbered = (names: readonly string[]) => Object.fromEntries(names.map((name, number) => [name, number]));

const GOOGLE = {
  Timestamp: { fields: { seconds: field('int64', 1), nanos: field('int32', 2) } },
  BoolValue: { fields: { value: field('bool', 1) } },
  UInt32Value: { fields: { value: field('uint32', 1) } },
};
const TIME = 'google.protobuf.Timestamp';
const PORTS = { source_port: field('uint32', 1), destination_port: field('uint32', 2) };
const ICMP = { fields: { type: field('uint32', 1), code: field('uint32', 2) } };
const FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR', 'NS'];

/**
 * The parts of Hubble's protobuf that the proxy reads, for protobufjs, and some that it does not. Numbers as in
 * cilium/api/v1/flow/flow.proto.
 */
const FLOW = {
  Flow: {
    fields: {
      time: field(TIME, 1),
      verdict: field('Verdict', 2),
      drop_reason: field('uint32', 3),
      IP: field('IP', 5),
      l4: field('Layer4', 6),
      source: field('Endpoint', 8),
      destination: field('Endpoint', 9),
      node_name: field('string', 11),
      source_names: list('string', 13),
      destination_names: list('string', 14),
      l7: field('Layer7', 15),
      traffic_direction: field('TrafficDirection', 22),
      drop_reason_desc: field('DropReason', 25),
      is_reply: field('google.protobuf.BoolValue', 26),
      uuid: field('string', 34),
      Summary: field('string', 100_000),
      egress_allowed_by: list('Policy', 21001),
      ingress_allowed_by: list('Policy', 21002),
      egress_denied_by: list('Policy', 21004),
      ingress_denied_by: list('Policy', 21005),
    },
  },
  Verdict: {
    values: numbered(['VERDICT_UNKNOWN', 'FORWARDED', 'DROPPED', 'ERROR', 'AUDIT', 'REDIRECTED', 'TRACED', 'TRANSLATED']),
  },
  DropReason: { values: { ...DROP_REASONS } },
  TrafficDirection: { values: numbered(['TRAFFIC_DIRECTION_UNKNOWN', 'INGRESS', 'EGRESS']) },
  IP: { fields: { source: field('string', 1), destination: field('string', 2) } },
  Layer4: {
    fields: {
      TCP: field('TCP', 1),
      UDP: field('UDP', 2),
      ICMPv4: field('ICMPv4', 3),
      ICMPv6: field('ICMPv6', 4),
      SCTP: field('SCTP', 5),
    },
  },
  TCP: { fields: { ...PORTS, flags: field('TCPFlags', 3) } },
  TCPFlags: { fields: Object.fromEntries(FLAGS.map((name, i) => [name, field('bool', i + 1)])) },
  UDP: { fields: PORTS },
  SCTP: { fields: PORTS },
  ICMPv4: ICMP,
  ICMPv6: ICMP,
  Endpoint: {
    fields: {
      ID: field('uint32', 1),
      identity: field('uint32', 2),
      namespace: field('string', 3),
      labels: list('string', 4),
      pod_name: field('string', 5),
      workloads: list('Workload', 6),
    },
  },
  Workload: { fields: { name: field('string', 1), kind: field('string', 2) } },
  Policy: { fields: { name: field('string', 1), namespace: field('string', 2) } },
  Layer7: {
    fields: {
      type: field('L7FlowType', 1),
      latency_ns: field('uint64', 2),
      dns: field('DNS', 100),
      http: field('HTTP', 101),
      kafka: field('Kafka', 102),
    },
  },
  L7FlowType: { values: numbered(['UNKNOWN_L7_TYPE', 'REQUEST', 'RESPONSE', 'SAMPLE']) },
  DNS: { fields: { query: field('string', 1), rcode: field('uint32', 6) } },
  HTTP: { fields: { code: field('uint32', 1), method: field('string', 2), url: field('string', 3) } },
  Kafka: { fields: { topic: field('string', 5) } },
  LostEvent: { fields: { source: field('LostEventSource', 1), num_events_lost: field('uint64', 2) } },
  LostEventSource: {
    values: numbered(['UNKNOWN_LOST_EVENT_SOURCE', 'PERF_EVENT_RING_BUFFER', 'OBSERVER_EVENTS_QUEUE', 'HUBBLE_RING_BUFFER']),
  },
};

const RELAY = {
  NodeStatusEvent: { fields: { state_change: field('NodeState', 1), node_names: list('string', 2), message: field('string', 3) } },
  NodeState: { values: numbered(['UNKNOWN_NODE_STATE', 'NODE_CONNECTED', 'NODE_UNAVAILABLE', 'NODE_GONE', 'NODE_ERROR']) },
};

const OBSERVER = {
  Observer: {
    methods: {
      GetFlows: { requestType: 'GetFlowsRequest', responseType: 'GetFlowsResponse', responseStream: true, comment: '' },
      ServerStatus: { requestType: 'ServerStatusRequest', responseType: 'ServerStatusResponse', comment: '' },
    },
  },
  GetFlowsRequest: { fields: { number: field('uint64', 1), follow: field('bool', 3), since: field(TIME, 7) } },
  GetFlowsResponse: {
    fields: {
      flow: field('flow.Flow', 1),
      node_status: field('relay.NodeStatusEvent', 2),
      lost_events: field('flow.LostEvent', 3),
      node_name: field('string', 1000),
      time: field(TIME, 1001),
    },
  },
  ServerStatusRequest: { fields: {} },
  ServerStatusResponse: {
    fields: {
      num_flows: field('uint64', 1),
      max_flows: field('uint64', 2),
      seen_flows: field('uint64', 3),
      num_connected_nodes: field('google.protobuf.UInt32Value', 5),
      num_unavailable_nodes: field('google.protobuf.UInt32Value', 6),
      unavailable_nodes: list('string', 7),
      version: field('string', 8),
      flows_rate: field('double', 9),
    },
  },
};

/** In the form that @grpc/proto-loader's `fromJSON` takes. */
export const HUBBLE_DESCRIPTOR: Parameters<typeof fromJSON>[0] = {
  nested: {
    google: { nested: { protobuf: { nested: GOOGLE } } },
    flow: { nested: FLOW },
    relay: { nested: RELAY },
    observer: { nested: OBSERVER },
  },
};
