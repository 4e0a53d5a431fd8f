import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import type { EventsQuery, FlowsQuery, MetricQuery, TableQuery } from '@tart-lab/contract/query.ts';
import type { z } from 'zod';
import plugin from '../../plugin.json' with { type: 'json' };

/** The data source that a dashboard's variable picks. */
export const TART_LAB: DataSourceRef = { type: plugin.id, uid: '${ds}' };

/** `live` is the plugin's: new values come by its stream, without a refresh. */
type Asked<Schema extends z.ZodType> = Omit<z.input<Schema>, 'refId' | 'minIntervalMs'> & { readonly live?: boolean };
/** Verdicts and protocols may come from variables. */
type AskedFlows = Omit<Asked<typeof FlowsQuery>, 'verdicts' | 'protocols'> & {
  readonly verdicts?: readonly string[];
  readonly protocols?: readonly string[];
};
/** A query as the plugin saves it: the contract's, without a refId. */
export type LabQuery = Asked<typeof MetricQuery> | Asked<typeof TableQuery> | Asked<typeof EventsQuery> | AskedFlows;

/** A panel's query of the lab. */
export function lab(query: LabQuery, refId = 'A'): Builder<Dataquery> {
  return target(TART_LAB, { ...query }, refId);
}

/** A metric by its id; the rest of the query may follow. */
export const metric = (name: string, query: Omit<Asked<typeof MetricQuery>, 'kind' | 'metric'> = {}, refId = 'A'): Builder<Dataquery> =>
  lab({ kind: 'metric', metric: name, ...query }, refId);

/** A table by its name; the rest of the query may follow. */
export const table = (
  name: z.input<typeof TableQuery>['table'],
  query: Omit<Asked<typeof TableQuery>, 'kind' | 'table'> = {},
  refId = 'A',
): Builder<Dataquery> => lab({ kind: 'table', table: name, ...query }, refId);

/** A query of another data source, in that source's own words. */
export function target(datasource: DataSourceRef, query: Record<string, unknown>, refId = 'A'): Builder<Dataquery> {
  return { build: () => ({ refId, datasource, ...query, _implementsDataqueryVariant: () => undefined }) };
}

/** What Hubble saw, as one of its views. */
export const flows = (
  view: z.input<typeof FlowsQuery>['view'],
  query: Omit<AskedFlows, 'kind' | 'view'> = {},
  refId = 'A',
): Builder<Dataquery> => lab({ kind: 'flows', view, ...query }, refId);
