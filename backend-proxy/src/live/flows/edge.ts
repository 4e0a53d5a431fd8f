import type { FlowProtocol, Verdict } from '@tart-lab/contract/flow.ts';
import type { Flow, FlowEnd } from '../../parse/hubble/flow.ts';
import { LATENCY_CLASSES, latencyClass } from './latency.ts';
import { SlotRing } from './slotRing.ts';

/** Columns of an edge's counters. */
export const FLOWS = 0;
export const CONNECTIONS = 1;
/** Columns of what is counted where a policy looks inside: HTTP answers by class from 1xx on, DNS answers, latencies by class. */
export const HTTP_1XX = 0;
export const HTTP_CLASSES = 5;
export const DNS_GOOD = 5;
export const DNS_FAILED = 6;
export const LATENCY_0 = 7;

/** One end of an edge: a workload, or what stands for one. */
export type Party = Pick<FlowEnd, 'namespace' | 'workload' | 'workloadKind'>;

/**
 * Who talks to whom, at which port, by which protocol and with which verdict. The source is who asks: flows of the reply direction
 * count for the same edge. `inside` is there once a policy looked inside. Bytes are not known: Hubble does not say them.
 */
export interface Edge {
  readonly source: Party;
  readonly destination: Party;
  readonly port: number | null;
  readonly protocol: FlowProtocol;
  readonly verdict: Verdict;
  readonly counts: SlotRing;
  inside: SlotRing | null;
  /** Of the latest drop. */
  dropReason: string | null;
  policies: readonly string[];
  /** When the latest flow was counted, by the number of flows before it. */
  touched: number;
}

const MOST_EDGES = 2000;
const MOST_INSIDE = 500;
const OTHER: Party = { namespace: null, workload: 'other', workloadKind: null };
const partyOf = ({ namespace, workload, workloadKind }: FlowEnd): Party => ({ namespace, workload, workloadKind });

/** Whether the flow goes back to who asked. A SYN with ACK does, even where Hubble is not sure. */
export const isReply = ({ reply, tcpFlags }: Flow): boolean => reply ?? (tcpFlags.includes('SYN') && tcpFlags.includes('ACK'));

/** The edges of a cluster, at most 2,000: those that were quiet for longest are folded into one that is called `other`. */
export class EdgeTable {
  private readonly edges = new Map<string, Edge>();
  private insides = 0;
  private touches = 0;
  /** How many edges were folded into `other`. */
  folded = 0;

  values(): Iterable<Edge> {
    return this.edges.values();
  }

  /** The flow's edge, made when it is new. */
  edgeOf(flow: Flow): Edge {
    const back = isReply(flow);
    const source = back ? flow.destination : flow.source;
    const destination = back ? flow.source : flow.destination;
    const { port } = destination;
    const key = `${source.namespace}/${source.workload}>${destination.namespace}/${destination.workload}:${port} ${flow.protocol} ${flow.verdict}`;
    let edge = this.edges.get(key);
    if (!edge) {
      if (this.edges.size >= MOST_EDGES) this.foldQuietest();
      edge = newEdge(partyOf(source), partyOf(destination), port, flow.protocol, flow.verdict);
      this.edges.set(key, edge);
    }
    edge.touched = this.touches++;
    return edge;
  }

  /** Counts what a policy saw inside a flow; nothing for a flow of layer 4, and for edges beyond the first 500 that have such. */
  countInside(edge: Edge, flow: Flow, slot: number, weight: number): void {
    const { http, dns, latencyMs } = flow;
    const answer = (http?.code ?? dns?.code ?? null) !== null;
    if (!answer && latencyMs === null) return;
    if (!edge.inside) {
      if (this.insides >= MOST_INSIDE) return;
      this.insides += 1;
      edge.inside = new SlotRing(LATENCY_0 + LATENCY_CLASSES, 2);
    }
    if (http?.code) edge.inside.add(slot, HTTP_1XX + httpClass(http.code), weight);
    if (dns && dns.code !== null) edge.inside.add(slot, dns.code === 0 ? DNS_GOOD : DNS_FAILED, weight);
    if (latencyMs !== null) edge.inside.add(slot, LATENCY_0 + latencyClass(latencyMs), weight);
  }

  /** A tenth at a time, so that a scan of ports costs no search for each flow. */
  private foldQuietest(): void {
    const quietest = [...this.edges].sort(([, a], [, b]) => a.touched - b.touched).slice(0, MOST_EDGES / 10);
    for (const [key, edge] of quietest) {
      this.edges.delete(key);
      if (edge.inside) this.insides -= 1;
      const otherKey = `other ${edge.verdict}`;
      let other = this.edges.get(otherKey);
      if (!other) {
        other = newEdge(OTHER, OTHER, null, 'other', edge.verdict);
        this.edges.set(otherKey, other);
      }
      other.counts.addAll(edge.counts);
      other.touched = this.touches;
      this.folded += 1;
    }
  }
}

/** 0 for 1xx to 4 for 5xx; codes that no standard knows are counted with the nearest. */
export const httpClass = (code: number): number => Math.min(HTTP_CLASSES - 1, Math.max(0, Math.floor(code / 100) - 1));

function newEdge(source: Party, destination: Party, port: number | null, protocol: FlowProtocol, verdict: Verdict): Edge {
  const counts = new SlotRing(2);
  return { source, destination, port, protocol, verdict, counts, inside: null, dropReason: null, policies: [], touched: 0 };
}
