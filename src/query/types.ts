import type { DataQuery } from '@grafana/schema';
import type { Aggregation, Filter, FlowView, TableName } from '@tart-lab/contract/query.ts';
import type { EventKind, Severity } from '@tart-lab/contract/event.ts';

export const QUERY_KINDS = ['metric', 'table', 'flows', 'events'] as const;
export type QueryKind = (typeof QUERY_KINDS)[number];

export const EDITOR_MODES = ['builder', 'code'] as const;
export type EditorMode = (typeof EDITOR_MODES)[number];

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
  /** Conditions beside the selections, on any label or column: what must not be, what must be more. */
  filters: Filter[];
  aggregate: Aggregation;
  groupBy: string[];
  top: number | null;
  bottom: number | null;
  /** How many times further than usual from the middle a series must lie to be kept. */
  outliers: number | null;
  /** As Grafana writes intervals, `30s`, or a variable. Empty: the panel's own. */
  minInterval: string;
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
  /** New values are shown as they come, without a refresh. */
  live: boolean;
  /** How the query is edited. */
  editor: EditorMode;
  /** A text of the code view that cannot be read; while there is one the query is not asked. */
  draft: string;
}

/** A query as a dashboard saves it: any field may be missing. Only `migrate` and `withDefaults` meet that. */
export interface TartLabQuery extends DataQuery, Partial<QueryFields> {}

/** A query after `migrate` and `withDefaults`. */
export interface FilledQuery extends DataQuery, QueryFields {}
