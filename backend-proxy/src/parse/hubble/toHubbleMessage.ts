import type { ParseFailure, Result } from '../../result.ts';
import { fail, ok } from '../../result.ts';
import type { Flow, HubbleMessage } from './flow.ts';
import { toFlowEnd, toKnownEnd } from './flowEnd.ts';
import { keyOfText } from './glance.ts';
import { toLayer4, toLayer7 } from './layers.ts';
import { booleanOf, isObject, listOf, nodeOf, numberOf, objectOf, textOf, timeOf } from './protoJson.ts';
import type { ProtoObject } from './protoJson.ts';
import { LOST_SOURCES, toDropReason, toVerdict } from './words.ts';

const POLICY_FIELDS = [
  ['egress_denied_by', 'egressDeniedBy'],
  ['ingress_denied_by', 'ingressDeniedBy'],
  ['egress_allowed_by', 'egressAllowedBy'],
  ['ingress_allowed_by', 'ingressAllowedBy'],
] as const; // those that denied first
const NO_POLICIES: readonly string[] = [];

/**
 * Reads one GetFlowsResponse, as `hubble observe -o jsonpb` prints it and as a decoder of the protobuf gives it.
 *
 * Shape: proto names or their camelCase forms; 64-bit numbers as texts; times as RFC 3339 or `{seconds, nanos}`; enums by name or
 * number; defaults left out. Null for an answer of a kind that is not shown. Fails for what is no answer of GetFlows, and for a
 * flow without a time. Source: cilium/api/v1/flow and observer, 1.14 to 1.20.
 */
export function toHubbleMessage(object: unknown): Result<HubbleMessage | null, ParseFailure> {
  if (!isObject(object)) return unreadable(object);
  const flow = object['flow'];
  if (isObject(flow)) return toFlow(flow, object);
  const lost = objectOf(object['lost_events'] ?? object['lostEvents']);
  const node = nodeOf(textOf(object['node_name'] ?? object['nodeName']) ?? '');
  if (lost) {
    const count = numberOf(lost['num_events_lost'] ?? lost['numEventsLost']) ?? 0;
    const atMs = timeOf(object['time']);
    if (atMs === null) return unreadable(object);
    return ok(count > 0 ? { type: 'lost', lost: { atMs, node, source: lostSource(lost['source']), count } } : null);
  }
  const status = objectOf(object['node_status'] ?? object['nodeStatus']);
  if (status) {
    const names = listOf(status['node_names'] ?? status['nodeNames']);
    const nodes = names.flatMap((name) => (typeof name === 'string' ? [nodeOf(name)] : []));
    const state = textOf(status['state_change'] ?? status['stateChange']) ?? 'UNKNOWN_NODE_STATE';
    return ok({ type: 'nodes', state, nodes, message: textOf(status['message']) });
  }
  return 'node_name' in object || 'nodeName' in object || 'time' in object ? ok(null) : unreadable(object);
}

function toFlow(flow: ProtoObject, answer: ProtoObject): Result<HubbleMessage, ParseFailure> {
  const atMs = timeOf(flow['time'] ?? answer['time']);
  if (atMs === null) return unreadable(answer);
  const verdict = toVerdict(flow['verdict']);
  const l4 = toLayer4(objectOf(flow['l4']));
  const l7 = toLayer7(objectOf(flow['l7']));
  const ip = objectOf(flow['IP'] ?? flow['ip']);
  const address = (end: string): string | null => (ip ? textOf(ip[end]) : null);
  const direction = flow['traffic_direction'] ?? flow['trafficDirection'];
  const uuid = textOf(flow['uuid']);
  const read: Flow = {
    atMs,
    key: uuid === null ? null : keyOfText(uuid, 0, uuid.length),
    node: nodeOf(textOf(flow['node_name'] ?? flow['nodeName'] ?? answer['node_name'] ?? answer['nodeName']) ?? ''),
    verdict,
    dropReason: verdict === 'dropped' ? dropReasonOf(flow) : null,
    policies: policiesOf(flow),
    protocol: l7.protocol ?? l4.protocol,
    direction: direction === 'INGRESS' || direction === 1 ? 'ingress' : direction === 'EGRESS' || direction === 2 ? 'egress' : null,
    reply: booleanOf(flow['is_reply'] ?? flow['isReply']),
    tcpFlags: l4.tcpFlags,
    source: toFlowEnd(
      toKnownEnd(objectOf(flow['source'])),
      address('source'),
      l4.sourcePort,
      firstOf(flow['source_names'] ?? flow['sourceNames']),
    ),
    destination: toFlowEnd(
      toKnownEnd(objectOf(flow['destination'])),
      address('destination'),
      l4.destinationPort,
      firstOf(flow['destination_names'] ?? flow['destinationNames']),
    ),
    http: l7.http,
    dns: l7.dns,
    latencyMs: l7.latencyMs,
  };
  return ok({ type: 'flow', flow: read });
}

const firstOf = (names: unknown): string | null => textOf(listOf(names)[0]);

function dropReasonOf(flow: ProtoObject): string {
  return toDropReason(
    flow['drop_reason_desc'] ?? flow['dropReasonDesc'] ?? numberOf(flow['drop_reason'] ?? flow['dropReason']) ?? undefined,
  );
}

/** `namespace/name`, or the name of a cluster-wide policy; those that denied first. */
function policiesOf(flow: ProtoObject): readonly string[] {
  let names: string[] | null = null;
  for (const [proto, camel] of POLICY_FIELDS) {
    const policies = flow[proto] ?? flow[camel];
    if (policies === undefined) continue;
    for (const policy of listOf(policies)) {
      const name = isObject(policy) ? textOf(policy['name']) : null;
      if (!isObject(policy) || name === null) continue;
      const namespace = textOf(policy['namespace']);
      const whole = namespace === null ? name : `${namespace}/${name}`;
      names ??= [];
      if (!names.includes(whole)) names.push(whole);
    }
  }
  return names ?? NO_POLICIES;
}

function lostSource(given: unknown): string {
  if (typeof given === 'string' && given !== '') return given;
  return LOST_SOURCES[Number(given ?? 0)] ?? 'OTHER';
}

function unreadable(object: unknown): Result<never, ParseFailure> {
  return fail({ format: 'GetFlowsResponse', line: (JSON.stringify(object) ?? 'undefined').slice(0, 200) });
}
