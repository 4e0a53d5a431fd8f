import type { DataQuery } from '@grafana/schema';
import type { Aggregation, FlowView, TableName } from '@tart-lab/contract/query.ts';
import type { EventKind, Severity } from '@tart-lab/contract/event.ts';

export const QUERY_KINDS = ['metric', 'table', 'flows', 'events'] as const;
export type QueryKind = (typeof QUERY_KINDS)[number];

/** The fields of one query, all there. `null` means "no limit". Names are the proxy's; lists are selections (names or patterns). */
export interface QueryFields {
  version: number;
  kind: QueryKind;
  macs: string[];
  clusters: string[];
  vms: string[];
  namespaces: string[];
  workloads: string[];
  metric: string;
  labels: Record<string, string[]>;
  aggregate: Aggregation;
  groupBy: string[];
  top: number | null;
  bottom: number | null;
  legend: string;
  table: TableName;
  columns: string[];
  view: FlowView;
  /** The contract's words or variables; the proxy refuses any other. */
  verdicts: string[];
  protocols: string[];
  kinds: EventKind[];
  severities: Severity[];
  limit: number | null;
}

/** A query as a dashboard saves it: any field may be missing. Only `migrate` and `withDefaults` meet that. */
export interface TartLabQuery extends DataQuery, Partial<QueryFields> {}

/** A query after `migrate` and `withDefaults`. */
export interface FilledQuery extends DataQuery, QueryFields {}
