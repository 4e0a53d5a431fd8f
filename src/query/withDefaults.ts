import { migrate, QUERY_VERSION } from './migrate.ts';
import type { FilledQuery, TartLabQuery } from './types.ts';

/** Any saved query as a whole one. A query that names no metric stays without one: `missing` then says so. */
export function withDefaults(saved: TartLabQuery): FilledQuery {
  const query = migrate(saved);
  return {
    ...query,
    version: QUERY_VERSION,
    kind: query.kind ?? 'metric',
    macs: query.macs ?? [],
    clusters: query.clusters ?? [],
    vms: query.vms ?? [],
    namespaces: query.namespaces ?? [],
    workloads: query.workloads ?? [],
    metric: query.metric ?? '',
    labels: query.labels ?? {},
    filters: query.filters ?? [],
    aggregate: query.aggregate ?? 'none',
    groupBy: query.groupBy ?? [],
    top: query.top ?? null,
    bottom: query.bottom ?? null,
    outliers: query.outliers ?? null,
    minInterval: query.minInterval ?? '',
    legend: query.legend ?? '',
    table: query.table ?? 'vms',
    columns: query.columns ?? [],
    view: query.view ?? 'graph',
    verdicts: query.verdicts ?? [],
    protocols: query.protocols ?? [],
    kinds: query.kinds ?? [],
    severities: query.severities ?? [],
    limit: query.limit ?? null,
    live: query.live ?? false,
    editor: query.editor ?? 'builder',
    draft: query.draft ?? '',
  };
}
