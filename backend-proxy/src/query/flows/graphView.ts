import type { Verdict } from '@tart-lab/contract/flow.ts';
import { VERDICTS } from '@tart-lab/contract/flow.ts';
import type { Frame, FrameField, Notice } from '@tart-lab/contract/frame.ts';
import type { FlowsQuery } from '@tart-lab/contract/query.ts';
import { latencyText, percentText, rateText, VERDICT_COLOR, VERDICT_TITLE } from './flowLook.ts';
import type { FlowsScope } from './flowsScope.ts';
import { sumGraph } from './sumGraph.ts';
import type { GraphEdge, GraphNode } from './sumGraph.ts';

/** Of the edges that an answer has room for, those that are no plain traffic may take so many first. */
const REFUSED_SHARE = 0.5;

type Cell = string | number | null;
interface GraphColumn<Row> {
  readonly name: string;
  readonly type: 'string' | 'number';
  readonly config?: Readonly<Record<string, unknown>>;
  readonly value: (row: Row) => Cell;
}

/**
 * The workloads as nodes and who talks to whom as edges, one for each verdict: two frames for Grafana's node graph. Arcs are the
 * shares of a node's flows by verdict. Stats are texts: the panel does not scale numbers. Edges are cut to the query's limit, the
 * busiest first, of which half may be others than forwarded ones; every edge's ends are among the nodes.
 */
export function graphView({ refId, limit }: FlowsQuery, scope: FlowsScope): { frames: Frame[]; notices: Notice[] } {
  const { nodes, edges } = sumGraph(scope);
  const shown = busiest(edges, limit);
  const ends = new Set(shown.flatMap(({ source, target }) => [source, target]));
  const shownNodes = nodes.filter(({ id, selfFlows }) => ends.has(id) || selfFlows > 0);
  const notices: Notice[] = [];
  if (shown.length < edges.length)
    notices.push({ severity: 'warning', text: `Showing the busiest ${shown.length} of ${edges.length} edges` });
  const verdicts = VERDICTS.filter((verdict) => shownNodes.some(({ flows }) => (flows.get(verdict) ?? 0) > 0));
  const many = scope.sources.length > 1;
  return {
    frames: [toFrame(refId, 'nodes', nodeColumns(verdicts, many), shownNodes), toFrame(refId, 'edges', edgeColumns, shown)],
    notices,
  };
}

/** Forwarded edges come first, so that dropped ones, which lie on the same line, are drawn over them. */
function busiest(edges: readonly GraphEdge[], limit: number): GraphEdge[] {
  const byRate = [...edges].sort((a, b) => b.flows - a.flows);
  const refused = byRate.filter(({ verdict }) => verdict !== 'forwarded');
  const forwarded = byRate.filter(({ verdict }) => verdict === 'forwarded');
  const refusedRoom = Math.max(Math.floor(limit * REFUSED_SHARE), limit - forwarded.length);
  const kept = refused.slice(0, refusedRoom);
  return [...forwarded.slice(0, limit - kept.length), ...kept];
}

const detail = <Row>(name: string, displayName: string, value: (row: Row) => string | null): GraphColumn<Row> => ({
  name: `detail__${name}`,
  type: 'string',
  config: { displayName },
  value,
});

const perSecond = (count: number, seconds: number): number => (seconds > 0 ? count / seconds : 0);

function nodeColumns(verdicts: readonly Verdict[], many: boolean): GraphColumn<GraphNode>[] {
  const rate = (count: number, { seconds }: GraphNode): string => rateText(perSecond(count, seconds));
  return [
    { name: 'id', type: 'string', value: ({ id }) => id },
    { name: 'title', type: 'string', value: ({ party }) => party.workload },
    {
      name: 'subtitle',
      type: 'string',
      value: ({ party, cluster }) => [...(many ? [cluster] : []), ...(party.namespace === null ? [] : [party.namespace])].join(' / '),
    },
    { name: 'mainstat', type: 'string', config: { displayName: 'Flows' }, value: (node) => rate(node.total, node) },
    {
      name: 'secondarystat',
      type: 'string',
      config: { displayName: 'Dropped flows' },
      // Grafana cuts what is longer than a node is wide: the name says what the number is.
      value: (node) => ((node.flows.get('dropped') ?? 0) > 0 ? `−${rate(node.flows.get('dropped') ?? 0, node)}` : null),
    },
    ...verdicts.map((verdict): GraphColumn<GraphNode> => ({
      name: `arc__${verdict}`,
      type: 'number',
      config: { displayName: VERDICT_TITLE[verdict], color: { mode: 'fixed', fixedColor: VERDICT_COLOR[verdict] } },
      value: ({ flows, total }) => (total === 0 ? 0 : (flows.get(verdict) ?? 0) / total),
    })),
    detail('cluster', 'Cluster', ({ cluster }) => cluster),
    detail('namespace', 'Namespace', ({ party }) => party.namespace),
    detail('kind', 'Kind', ({ party }) => party.workloadKind),
    detail('connections', 'Connections accepted', (node) => rate(node.connections, node)),
    detail('http', 'HTTP answers given', (node) => (node.inside.httpAnswers() > 0 ? rate(node.inside.httpAnswers(), node) : null)),
    detail('http_errors', 'HTTP errors (5xx)', ({ inside }) => textOr(inside.httpRatio(5), percentText)),
    detail('latency', 'Latency p95', ({ inside }) => textOr(inside.latencyMs(0.95), latencyText)),
    detail('self', 'To itself', (node) => (node.selfFlows > 0 ? rate(node.selfFlows, node) : null)),
  ];
}

const edgeColumns: GraphColumn<GraphEdge>[] = [
  { name: 'id', type: 'string', value: ({ id }) => id },
  { name: 'source', type: 'string', value: ({ source }) => source },
  { name: 'target', type: 'string', value: ({ target }) => target },
  {
    name: 'mainstat',
    type: 'string',
    config: { displayName: 'Flows' },
    value: ({ flows, seconds, verdict }) =>
      `${rateText(perSecond(flows, seconds))}${verdict === 'forwarded' ? '' : ` ${VERDICT_TITLE[verdict].toLowerCase()}`}`,
  },
  {
    name: 'secondarystat',
    type: 'string',
    config: { displayName: 'Why' },
    value: ({ dropReason, inside }) => dropReason ?? textOr(inside.latencyMs(0.95), (ms) => `p95 ${latencyText(ms)}`),
  },
  { name: 'color', type: 'string', value: ({ verdict }) => VERDICT_COLOR[verdict] },
  {
    name: 'thickness',
    type: 'number',
    value: ({ flows, seconds }) => Number((1 + Math.min(5, 1.5 * Math.log10(1 + perSecond(flows, seconds)))).toFixed(2)),
  },
  { name: 'strokedasharray', type: 'string', value: ({ verdict }) => (verdict === 'forwarded' ? null : '6 4') },
  detail('verdict', 'Verdict', ({ verdict }) => VERDICT_TITLE[verdict]),
  detail('ports', 'Ports', ({ ports }) => [...ports].sort().join(', ')),
  detail('connections', 'Connections', ({ connections, seconds }) => (connections > 0 ? rateText(perSecond(connections, seconds)) : null)),
  detail('drop_reason', 'Drop reason', ({ dropReason }) => dropReason),
  detail('policy', 'Policy', ({ policies }) => [...policies].join(', ') || null),
  detail('http_errors', 'HTTP errors (5xx)', ({ inside }) => textOr(inside.httpRatio(5), percentText)),
  detail('latency', 'Latency p95', ({ inside }) => textOr(inside.latencyMs(0.95), latencyText)),
  detail('dns_failures', 'DNS failures', ({ inside, seconds }) =>
    inside.dnsFailures > 0 ? rateText(perSecond(inside.dnsFailures, seconds)) : null,
  ),
];

const textOr = (value: number | null, toText: (value: number) => string): string | null => (value === null ? null : toText(value));

function toFrame<Row>(refId: string, name: string, columns: readonly GraphColumn<Row>[], rows: readonly Row[]): Frame {
  const fields = columns.map(({ name, type, config }): FrameField => ({ name, type, ...(config ? { config: { ...config } } : {}) }));
  return {
    schema: { refId, name, meta: { preferredVisualisationType: 'nodeGraph' }, fields },
    data: { values: columns.map(({ value }) => rows.map(value)) },
  };
}
