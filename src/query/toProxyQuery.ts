import type { EventsQuery, FlowsQuery, MetricQuery, TableQuery } from '@tart-lab/contract/query.ts';
import { parseInterval } from './parseInterval.ts';
import { scopeOf, type ScopeField } from './scopeOf.ts';
import type { FilledQuery } from './types.ts';

/** A flows query before the proxy checked its words: verdicts and protocols may come from variables. */
type AskedFlows = Omit<FlowsQuery, 'verdicts' | 'protocols'> & Pick<FilledQuery, 'verdicts' | 'protocols'>;
export type ProxyQuery = MetricQuery | TableQuery | EventsQuery | AskedFlows;

/** Rows that an answer holds when nobody limits it, and the most that the proxy gives. */
export const LIMITS = {
  table: { usual: 10_000, most: 100_000 },
  events: { usual: 1000, most: 10_000 },
  flows: { usual: 200, most: 10_000 },
} as const;

/** The query as the proxy takes it: only the fields of its kind, no scope that does not narrow it, no empty label filters. */
export function toProxyQuery(query: FilledQuery): ProxyQuery {
  const { refId } = query;
  const narrowing = scopeOf(query);
  const narrowed = (field: ScopeField): string[] => (narrowing.includes(field) ? query[field] : []);
  const filters = query.filters.filter(isWhole);
  const scope = { refId, filters, macs: narrowed('macs'), clusters: narrowed('clusters'), vms: narrowed('vms') };
  // Everything is no narrowing: whole counts, and history, know no namespaces.
  const inCluster = { namespaces: wordsOf(narrowed('namespaces')), workloads: wordsOf(narrowed('workloads')) };
  switch (query.kind) {
    case 'table':
      return { kind: 'table', ...scope, ...inCluster, table: query.table, columns: query.columns, limit: limitOf(query, 'table') };
    case 'events':
      return { kind: 'events', ...scope, kinds: query.kinds, severities: query.severities, limit: limitOf(query, 'events') };
    case 'flows': {
      const { view, clusters } = query;
      const words = { verdicts: wordsOf(query.verdicts), protocols: wordsOf(query.protocols) };
      return {
        kind: 'flows',
        refId,
        filters,
        clusters,
        view,
        ...inCluster,
        ...words,
        ...minIntervalOf(query),
        limit: view === 'rates' ? LIMITS.flows.usual : limitOf(query, 'flows'),
      };
    }
    case 'metric':
      return {
        kind: 'metric',
        ...scope,
        metric: query.metric,
        labels: Object.fromEntries(Object.entries(query.labels).filter(([, values]) => values.length > 0)),
        aggregate: query.aggregate,
        groupBy: query.aggregate === 'none' ? [] : query.groupBy,
        ...(query.top === null ? {} : { top: query.top }),
        ...(query.bottom === null ? {} : { bottom: query.bottom }),
        ...(query.outliers === null ? {} : { outliers: query.outliers }),
        ...minIntervalOf(query),
        legend: query.legend,
      };
  }
}

/** The limit belongs to the query, not to its kind: one that was set for a table may be more than a graph can have. */
const limitOf = ({ limit }: FilledQuery, kind: keyof typeof LIMITS): number => Math.min(limit ?? LIMITS[kind].usual, LIMITS[kind].most);

/** A filter without a key or values narrows nothing yet. */
export const isWhole = ({ key, values }: FilledQuery['filters'][number]): boolean => key !== '' && values.length > 0;

/** A text that is no interval asks for none: its field says what is wrong with it. */
const minIntervalOf = ({ minInterval }: FilledQuery): { minIntervalMs?: number } => {
  const minIntervalMs = parseInterval(minInterval);
  return minIntervalMs ? { minIntervalMs } : {};
};

/** Words have no patterns; everything is what an empty list already says. */
const wordsOf = (entries: readonly string[]): string[] => (entries.includes('*') ? [] : [...entries]);
