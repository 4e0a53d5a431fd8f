import type { Verdict } from '@tart-lab/contract/flow.ts';
import type { Edge, Party } from '../../live/flows/edge.ts';
import { CONNECTIONS, FLOWS } from '../../live/flows/edge.ts';
import type { FlowsScope } from './flowsScope.ts';
import { Inside } from './inside.ts';

/** A workload: flows that it sends or is sent, by verdict; connections and answers as the one who is asked. */
export interface GraphNode {
  readonly id: string;
  readonly cluster: string;
  readonly party: Party;
  readonly seconds: number;
  readonly flows: Map<Verdict, number>;
  total: number;
  selfFlows: number;
  connections: number;
  readonly inside: Inside;
}

/** All that goes between two workloads with one verdict, over all ports and protocols. */
export interface GraphEdge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly verdict: Verdict;
  readonly seconds: number;
  flows: number;
  connections: number;
  readonly ports: Set<string>;
  dropReason: string | null;
  readonly policies: Set<string>;
  readonly inside: Inside;
}

/** Adds up the edges that a query asks for, over the slots in which flows were heard. What a workload says to itself is no edge. */
export function sumGraph({ sources, holds }: FlowsScope): { readonly nodes: GraphNode[]; readonly edges: GraphEdge[] } {
  const nodes = new Map<string, GraphNode>();
  const edges = new Map<string, GraphEdge>();
  for (const { source, slots, seconds } of sources) {
    const nodeOf = (party: Party): GraphNode => {
      const id = `${source.name}/${party.namespace ?? ''}/${party.workload}`;
      let node = nodes.get(id);
      if (!node) {
        const { name: cluster } = source;
        node = { id, cluster, party, seconds, flows: new Map(), total: 0, selfFlows: 0, connections: 0, inside: new Inside() };
        nodes.set(id, node);
      }
      return node;
    };
    for (const edge of source.flows.edges.values()) {
      if (!holds(edge)) continue;
      const flows = edge.counts.sum(slots, FLOWS);
      if (flows === 0) continue;
      const from = nodeOf(edge.source);
      const to = nodeOf(edge.destination);
      const connections = edge.counts.sum(slots, CONNECTIONS);
      addFlows(to, edge.verdict, flows);
      to.connections += connections;
      to.inside.add(edge, slots);
      if (from === to) {
        to.selfFlows += flows;
        continue;
      }
      addFlows(from, edge.verdict, flows);
      const id = `${from.id} > ${to.id} ${edge.verdict}`;
      let sum = edges.get(id);
      if (!sum) {
        sum = { ...newEdge(id, from.id, to.id, edge.verdict), seconds };
        edges.set(id, sum);
      }
      sum.flows += flows;
      sum.connections += connections;
      sum.ports.add(portText(edge));
      sum.dropReason ??= edge.dropReason;
      for (const policy of edge.policies) sum.policies.add(policy);
      sum.inside.add(edge, slots);
    }
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

function addFlows(node: GraphNode, verdict: Verdict, flows: number): void {
  node.total += flows;
  node.flows.set(verdict, (node.flows.get(verdict) ?? 0) + flows);
}

function newEdge(id: string, source: string, target: string, verdict: Verdict): Omit<GraphEdge, 'seconds'> {
  return {
    id,
    source,
    target,
    verdict,
    flows: 0,
    connections: 0,
    ports: new Set(),
    dropReason: null,
    policies: new Set(),
    inside: new Inside(),
  };
}

const portText = ({ port, protocol }: Edge): string => (port === null ? protocol : `${port}/${protocol}`);
