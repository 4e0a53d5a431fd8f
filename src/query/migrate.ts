import type { DataQuery } from '@grafana/schema';
import { Aggregation, FilterOperator, FlowView, TableName } from '@tart-lab/contract/query.ts';
import { EventKind, Severity } from '@tart-lab/contract/event.ts';
import { z } from 'zod';
import { EDITOR_MODES, QUERY_KINDS, type TartLabQuery } from './types.ts';

/** The saved form's version that this plugin writes. It grew by fields only, so every query ever saved is of it. */
export const QUERY_VERSION = 1;

/** A list of names; a single name, as people write by hand into dashboard JSON, is a list of one. */
const Names = z
  .union([z.string().transform((name) => [name]), z.array(z.string())])
  .transform((names) => names.filter((name) => name !== ''))
  .optional()
  .catch(undefined);
const Limit = z.int().min(1).nullish().catch(undefined);

/** A filter may lack its key or its values while someone chooses them; one that cannot be read is left out alone. */
const SavedFilter = z.object({
  key: z.string().catch(''),
  operator: FilterOperator.catch('='),
  values: Names.transform((names) => names ?? []),
});
const SavedFilters = z
  .array(SavedFilter.nullable().catch(null))
  .transform((filters) => filters.filter((filter) => filter !== null))
  .optional()
  .catch(undefined);

const Saved = z.object({
  version: z.number().optional().catch(undefined),
  kind: z.enum(QUERY_KINDS).optional().catch(undefined),
  macs: Names,
  clusters: Names,
  vms: Names,
  namespaces: Names,
  workloads: Names,
  metric: z.string().optional().catch(undefined),
  labels: z
    .record(z.string(), Names)
    .transform((labels) => Object.fromEntries(Object.entries(labels).flatMap(([key, names]) => (names ? [[key, names]] : []))))
    .optional()
    .catch(undefined),
  filters: SavedFilters,
  aggregate: Aggregation.optional().catch(undefined),
  groupBy: Names,
  top: Limit,
  bottom: Limit,
  outliers: z.number().min(0.1).max(100).nullish().catch(undefined),
  minInterval: z.string().optional().catch(undefined),
  legend: z.string().optional().catch(undefined),
  table: TableName.optional().catch(undefined),
  columns: Names,
  view: FlowView.optional().catch(undefined),
  verdicts: Names,
  protocols: Names,
  kinds: z.array(EventKind).optional().catch(undefined),
  severities: z.array(Severity).optional().catch(undefined),
  limit: Limit,
  live: z.boolean().optional().catch(undefined),
  editor: z.enum(EDITOR_MODES).optional().catch(undefined),
  draft: z.string().optional().catch(undefined),
});

/**
 * A query as some dashboard holds it, in this version's form. What cannot be understood is left out, so that one bad
 * field never takes the panel with it; fields of Grafana (`refId`, `hide`, `datasource`) stay as they are.
 */
export function migrate(saved: DataQuery): TartLabQuery {
  const { refId, hide, key, queryType, datasource } = saved;
  return { refId, ...defined({ hide, key, queryType, datasource, ...Saved.parse(saved) }), version: QUERY_VERSION };
}

/**
 * Without the fields that are undefined. Explore compares its queries with those in its address, which cannot hold such fields: it would
 * take the two for different for ever, and ask again and again.
 */
function defined<T extends object>(fields: T): Partial<T> {
  const kept: Partial<T> = { ...fields };
  for (const name of Object.keys(kept) as (keyof T)[]) if (kept[name] === undefined) delete kept[name];
  return kept;
}
