import { z } from 'zod';

/** What Cilium decided about a packet: every verdict that Hubble has, none folded into another. */
export const VERDICTS = ['forwarded', 'dropped', 'error', 'audit', 'redirected', 'traced', 'translated', 'unknown'] as const;
export const Verdict = z.enum(VERDICTS);
export type Verdict = z.infer<typeof Verdict>;

/** The innermost protocol that a flow shows: HTTP, DNS and Kafka where a policy looks inside, else layer 4. */
export const FLOW_PROTOCOLS = ['TCP', 'UDP', 'ICMP', 'SCTP', 'HTTP', 'DNS', 'Kafka', 'other'] as const;
export const FlowProtocol = z.enum(FLOW_PROTOCOLS);
export type FlowProtocol = z.infer<typeof FlowProtocol>;
