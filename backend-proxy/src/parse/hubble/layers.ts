import type { FlowProtocol } from '@tart-lab/contract/flow.ts';
import type { Flow } from './flow.ts';
import { isObject, numberOf, objectOf, textOf } from './protoJson.ts';
import type { ProtoObject } from './protoJson.ts';
import { tcpFlagsOf, tcpFlagsWhere } from './tcpFlags.ts';

const NO_FLAGS = tcpFlagsOf(0);
const PORTLESS = { sourcePort: null, destinationPort: null, tcpFlags: NO_FLAGS };

interface Layer4 {
  readonly protocol: FlowProtocol;
  readonly sourcePort: number | null;
  readonly destinationPort: number | null;
  readonly tcpFlags: readonly string[];
}

/** Ports and TCP flags of layer 4; `other` for what has none or is of a kind that is not told apart (VRRP, IGMP). */
export function toLayer4(l4: ProtoObject | null): Layer4 {
  if (!l4) return { protocol: 'other', ...PORTLESS };
  const tcp = l4['TCP'];
  if (isObject(tcp)) return { protocol: 'TCP', ...portsOf(tcp), tcpFlags: flagsOf(tcp['flags']) };
  const udp = l4['UDP'];
  if (isObject(udp)) return { protocol: 'UDP', ...portsOf(udp), tcpFlags: NO_FLAGS };
  if (isObject(l4['ICMPv4']) || isObject(l4['ICMPv6'])) return { protocol: 'ICMP', ...PORTLESS };
  const sctp = l4['SCTP'];
  if (isObject(sctp)) return { protocol: 'SCTP', ...portsOf(sctp), tcpFlags: NO_FLAGS };
  return { protocol: 'other', ...PORTLESS };
}

function portsOf(layer: ProtoObject): { sourcePort: number | null; destinationPort: number | null } {
  return {
    sourcePort: numberOf(layer['source_port'] ?? layer['sourcePort']),
    destinationPort: numberOf(layer['destination_port'] ?? layer['destinationPort']),
  };
}

function flagsOf(flags: unknown): readonly string[] {
  return isObject(flags) ? tcpFlagsWhere((flag) => flags[flag] === true) : NO_FLAGS;
}

type Layer7 = Pick<Flow, 'http' | 'dns' | 'latencyMs'> & { readonly protocol: FlowProtocol | null };
const NO_LAYER7: Layer7 = { protocol: null, http: null, dns: null, latencyMs: null };

/**
 * What a policy that looks inside saw. A code belongs to an answer: null in a request, while the 0 that proto-JSON leaves out of a
 * DNS answer is "no error". The latency (ms) too is an answer's.
 */
export function toLayer7(l7: ProtoObject | null): Layer7 {
  if (!l7) return NO_LAYER7;
  const answer = l7['type'] === 'RESPONSE' || l7['type'] === 2;
  const latencyNs = answer ? numberOf(l7['latency_ns'] ?? l7['latencyNs']) : null;
  const latencyMs = latencyNs === null ? null : latencyNs / 1e6;
  const http = objectOf(l7['http']);
  if (http) {
    const code = numberOf(http['code']) || null;
    return {
      ...NO_LAYER7,
      protocol: 'HTTP',
      http: { method: textOf(http['method']) ?? '', code, url: textOf(http['url']) ?? '' },
      latencyMs,
    };
  }
  const dns = objectOf(l7['dns']);
  if (dns) {
    const code = answer ? (numberOf(dns['rcode']) ?? 0) : null;
    return { ...NO_LAYER7, protocol: 'DNS', dns: { query: textOf(dns['query']) ?? '', code }, latencyMs };
  }
  return { ...NO_LAYER7, protocol: isObject(l7['kafka']) ? 'Kafka' : null, latencyMs };
}
