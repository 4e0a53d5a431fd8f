import type { Query } from '@tart-lab/contract/query.ts';
import type { FilledQuery } from './types.ts';

/** The query as the proxy takes it: only the fields of its kind, and no empty label filters. */
export function toProxyQuery(query: FilledQuery): Query {
  const { refId, macs, clusters, vms } = query;
  const scope = { refId, macs, clusters, vms };
  if (query.kind === 'table') {
    return { kind: 'table', ...scope, table: query.table, columns: query.columns, limit: query.limit ?? 10_000 };
  }
  if (query.kind === 'events') {
    return { kind: 'events', ...scope, kinds: query.kinds, severities: query.severities, limit: query.limit ?? 1000 };
  }
  return {
    kind: 'metric',
    ...scope,
    metric: query.metric,
    labels: Object.fromEntries(Object.entries(query.labels).filter(([, values]) => values.length > 0)),
    aggregate: query.aggregate,
    groupBy: query.aggregate === 'none' ? [] : query.groupBy,
    ...(query.top === null ? {} : { top: query.top }),
    ...(query.bottom === null ? {} : { bottom: query.bottom }),
    legend: query.legend,
  };
}
