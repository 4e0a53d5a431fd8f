import type { FlowProtocol } from '@tart-lab/contract/flow.ts';
import type { Frame, Notice } from '@tart-lab/contract/frame.ts';
import type { FlowsQuery } from '@tart-lab/contract/query.ts';
import type { Party } from '../../live/flows/edge.ts';
import { CONNECTIONS, FLOWS } from '../../live/flows/edge.ts';
import { number, text, toField } from '../tableColumns.ts';
import type { Column } from '../tableColumns.ts';
import type { FlowsScope } from './flowsScope.ts';
import { Inside } from './inside.ts';

/** Who talks to whom at which port, over all verdicts; `protocol` is the innermost that was seen. */
interface Pair {
  readonly cluster: string;
  readonly seconds: number;
  readonly source: Party;
  readonly destination: Party;
  readonly port: number | null;
  protocol: FlowProtocol;
  /** Null where there is no such thing as a connection. */
  connections: number | null;
  flows: number;
  forwarded: number;
  dropped: number;
  dropReason: string | null;
  policies: readonly string[];
  readonly inside: Inside;
}

const INNER: ReadonlySet<FlowProtocol> = new Set(['HTTP', 'DNS', 'Kafka']);
const rate = (count: number | null, { seconds }: Pair): number | null => (count === null || seconds === 0 ? null : count / seconds);

const COLUMNS: readonly Column<Pair>[] = [
  text('cluster', 'Cluster', ({ cluster }) => cluster),
  text('source_namespace', 'Source namespace', ({ source }) => source.namespace),
  text('source', 'Source', ({ source }) => source.workload),
  text('destination_namespace', 'Destination namespace', ({ destination }) => destination.namespace),
  text('destination', 'Destination', ({ destination }) => destination.workload),
  number('port', 'Port', 'none', ({ port }) => port),
  text('protocol', 'Protocol', ({ protocol }) => protocol),
  number('connections', 'Connections', 'cps', (pair) => rate(pair.connections, pair)),
  number('flows', 'Flows', 'cps', (pair) => rate(pair.flows, pair)),
  number('forwarded', 'Forwarded', 'cps', (pair) => rate(pair.forwarded, pair)),
  number('dropped', 'Dropped', 'cps', (pair) => rate(pair.dropped, pair)),
  number('other', 'Other verdicts', 'cps', (pair) => rate(pair.flows - pair.forwarded - pair.dropped, pair)),
  text('drop_reason', 'Drop reason', ({ dropReason }) => dropReason),
  text('policy', 'Policy', ({ policies }) => policies.join(', ') || null),
  number('http_answers', 'HTTP answers', 'reqps', (pair) => rate(pair.inside.httpAnswers() || null, pair)),
  number('http_client_errors', 'HTTP 4xx', 'percentunit', ({ inside }) => inside.httpRatio(4)),
  number('http_errors', 'HTTP 5xx', 'percentunit', ({ inside }) => inside.httpRatio(5)),
  number('dns_failures', 'DNS failures', 'percentunit', ({ inside }) =>
    inside.dnsAnswers === 0 ? null : inside.dnsFailures / inside.dnsAnswers,
  ),
  number('latency_p50', 'Latency p50', 'ms', ({ inside }) => inside.latencyMs(0.5)),
  number('latency_p95', 'Latency p95', 'ms', ({ inside }) => inside.latencyMs(0.95)),
];

/** The pairs with the most connections over the range as a table; pairs without connections (UDP, ICMP) follow by their flows. Bytes are not known to Hubble. */
export function connectionsView({ refId, limit }: FlowsQuery, scope: FlowsScope): { frames: Frame[]; notices: Notice[] } {
  const pairs = sumPairs(scope);
  pairs.sort((a, b) => (rate(b.connections, b) ?? 0) - (rate(a.connections, a) ?? 0) || (rate(b.flows, b) ?? 0) - (rate(a.flows, a) ?? 0));
  const shown = pairs.slice(0, limit);
  const notices: Notice[] =
    shown.length < pairs.length ? [{ severity: 'warning', text: `Showing the top ${shown.length} of ${pairs.length} pairs` }] : [];
  const schema = { refId, name: 'connections', meta: { preferredVisualisationType: 'table' }, fields: COLUMNS.map(toField) };
  return { frames: [{ schema, data: { values: COLUMNS.map(({ value }) => shown.map(value)) } }], notices };
}

function sumPairs({ sources, holds }: FlowsScope): Pair[] {
  const pairs = new Map<string, Pair>();
  for (const { source: cluster, slots, seconds } of sources) {
    for (const edge of cluster.flows.edges.values()) {
      if (!holds(edge)) continue;
      const flows = edge.counts.sum(slots, FLOWS);
      if (flows === 0) continue;
      const { source, destination, port, protocol, verdict } = edge;
      const transport = protocol === 'UDP' || protocol === 'DNS' ? 'UDP' : '';
      const key = [cluster.name, source.namespace, source.workload, destination.namespace, destination.workload, port, transport].join(
        '\0',
      );
      let pair = pairs.get(key);
      if (!pair) {
        pair = { ...emptyPair, cluster: cluster.name, seconds, source, destination, port, protocol, inside: new Inside() };
        pairs.set(key, pair);
      }
      if (INNER.has(protocol)) pair.protocol = protocol;
      if (protocol === 'TCP') pair.connections = (pair.connections ?? 0) + edge.counts.sum(slots, CONNECTIONS);
      pair.flows += flows;
      if (verdict === 'forwarded') pair.forwarded += flows;
      if (verdict === 'dropped') pair.dropped += flows;
      pair.dropReason ??= edge.dropReason;
      if (pair.policies.length === 0 || verdict === 'dropped') pair.policies = edge.policies;
      pair.inside.add(edge, slots);
    }
  }
  return [...pairs.values()];
}

const emptyPair = { connections: null, flows: 0, forwarded: 0, dropped: 0, dropReason: null, policies: [] };
