import { z } from 'zod';
import { Frame } from './frame.ts';
import { Problem } from './problem.ts';
import { EventKind, Severity } from './event.ts';
import { FlowProtocol, Verdict } from './flow.ts';

/**
 * Names or patterns: `dev-master`, `dev-*`, `dev-worker?`, or a regular expression between slashes, `/^dev-/`.
 * An entry matches a whole name. An empty list means all.
 */
export const Selection = z.array(z.string().min(1).max(256)).max(1000);
export type Selection = z.infer<typeof Selection>;

/**
 * What a filter compares with: `=` holds when any of the values fits, `!=` when none does; the others compare a number with the
 * first value.
 */
export const FILTER_OPERATORS = ['=', '!=', '<', '<=', '>', '>='] as const;
export const FilterOperator = z.enum(FILTER_OPERATORS);
export type FilterOperator = z.infer<typeof FilterOperator>;

/**
 * One more condition on what an answer holds, beside the selections. `key` is a label of a series or an event, a column of a table,
 * or cluster, namespace, workload, verdict or protocol of a flow; a thing without it counts as one whose value is empty. A key that
 * a query's answer does not know narrows nothing and is named in a notice, so that one set of filters serves a whole dashboard.
 */
export const Filter = z.strictObject({ key: z.string().min(1).max(64), operator: FilterOperator, values: Selection.min(1) });
export type Filter = z.infer<typeof Filter>;
export const Filters = z.array(Filter).max(64);

const RefId = z.string().min(1).max(64);
const scope = {
  refId: RefId,
  filters: Filters.default([]),
  macs: Selection.default([]),
  clusters: Selection.default([]),
  vms: Selection.default([]),
};

const MinInterval = z
  .int()
  .min(1)
  .max(366 * 86_400_000);

export const Aggregation = z.enum(['none', 'sum', 'avg', 'min', 'max']);
export type Aggregation = z.infer<typeof Aggregation>;

/**
 * A time series of one catalogue metric. `labels` filters by the metric's own labels (`{device: ['en*']}`);
 * `aggregate` folds series across the labels that `groupBy` does not name; `top` or `bottom` keeps the N series with the
 * highest or lowest mean over the range; `outliers` keeps the series whose mean is that many times further from the middle one than
 * usual (`query/outliers.ts` says how that is measured), before `top` and `bottom`; `legend` is a template such as
 * `{{vm}} {{device}}`; points are never closer together than `minIntervalMs`.
 */
export const MetricQuery = z.strictObject({
  kind: z.literal('metric'),
  ...scope,
  metric: z.string().min(1).max(128),
  labels: z.record(z.string().max(64), Selection).default({}),
  aggregate: Aggregation.default('none'),
  groupBy: z.array(z.string().max(64)).max(8).default([]),
  top: z.int().min(1).max(1000).optional(),
  bottom: z.int().min(1).max(1000).optional(),
  outliers: z.number().min(0.1).max(100).optional(),
  minIntervalMs: MinInterval.optional(),
  legend: z.string().max(512).default(''),
});
export type MetricQuery = z.infer<typeof MetricQuery>;

export const TABLES = [
  'vms',
  'ports',
  'filesystems',
  'interfaces',
  'processes',
  'clusters',
  'nodes',
  'pods',
  'deployments',
  'hpas',
  'pdbs',
  'services',
  'events',
  'loadtests',
  'loadtest_course',
  'problems',
] as const;
/** Tables of what was in the range; the others are of the lab as it is now. */
export const RANGE_TABLES: ReadonlySet<string> = new Set(['loadtests', 'loadtest_course']);
export const TableName = z.enum(TABLES);
export type TableName = z.infer<typeof TableName>;

/**
 * A table of the lab as it is now. `columns` picks and orders; empty means the usual ones. `namespaces` and `workloads` narrow the
 * tables of what lives in a cluster; the others do not look at them. The table `events` is Kubernetes' own events; `loadtests` are
 * the runs in the range, and `loadtest_course` lays runs beside each other: seconds since each began, and a column a run, of the values
 * that `columns` names.
 */
export const TableQuery = z.strictObject({
  kind: z.literal('table'),
  ...scope,
  namespaces: Selection.default([]),
  workloads: Selection.default([]),
  table: TableName,
  columns: z.array(z.string().max(64)).max(64).default([]),
  limit: z.int().min(1).max(100_000).default(10_000),
});
export type TableQuery = z.infer<typeof TableQuery>;

/** What happened in the range, as a log frame, newest first. */
export const EventsQuery = z.strictObject({
  kind: z.literal('events'),
  ...scope,
  kinds: z.array(EventKind).default([]),
  severities: z.array(Severity).default([]),
  limit: z.int().min(1).max(10_000).default(1000),
});
export type EventsQuery = z.infer<typeof EventsQuery>;

/**
 * `graph`: workloads as nodes and who talks to whom as edges, forwarded and dropped apart. `connections`: the pairs with the most
 * connections. `list`: the latest single flows. `rates`: flows a second by verdict over the range.
 */
export const FLOW_VIEWS = ['graph', 'connections', 'list', 'rates'] as const;
export const FlowView = z.enum(FLOW_VIEWS);
export type FlowView = z.infer<typeof FlowView>;

/**
 * What Hubble saw on the clusters' networks. `namespaces` and `workloads` hold when either end of a flow fits; empty lists mean
 * all. `limit` is rows, edges or flows. A filter of an end holds when either end fits, one with `!=` when neither does. The proxy keeps
 * the last hour in memory, since its start; `rates` of whole clusters reach as far as history.
 */
export const FlowsQuery = z.strictObject({
  kind: z.literal('flows'),
  refId: RefId,
  filters: Filters.default([]),
  clusters: Selection.default([]),
  view: FlowView.default('graph'),
  namespaces: Selection.default([]),
  workloads: Selection.default([]),
  verdicts: z.array(Verdict).default([]),
  protocols: z.array(FlowProtocol).default([]),
  limit: z.int().min(1).max(10_000).default(200),
  minIntervalMs: MinInterval.optional(),
});
export type FlowsQuery = z.infer<typeof FlowsQuery>;

export const Query = z.discriminatedUnion('kind', [MetricQuery, TableQuery, EventsQuery, FlowsQuery]);
export type Query = z.infer<typeof Query>;

/**
 * The envelope of `POST /api/v1/query`. Times are epoch ms. `queries` is checked one by one, so a bad query fails alone.
 */
export const QueryRequest = z.strictObject({
  from: z.number().int().min(0),
  to: z.number().int().min(0),
  maxDataPoints: z.number().int().min(1).max(100_000).default(1000),
  intervalMs: z.number().int().min(1).default(1000),
  queries: z.array(z.looseObject({ refId: RefId })).max(100),
});
export type QueryRequest = z.infer<typeof QueryRequest>;

/** One query's answer: `status` 200 with frames, or the status and `error` text that its `problem` explains. */
export const QueryResult = z.object({
  status: z.number(),
  frames: z.array(Frame),
  error: z.string().optional(),
  problem: Problem.optional(),
});
export type QueryResult = z.infer<typeof QueryResult>;

export const QueryResponse = z.object({ results: z.record(z.string(), QueryResult) });
export type QueryResponse = z.infer<typeof QueryResponse>;
