import { z } from 'zod';
// Not the catalogue itself: the plugin asks the proxy for it.
import { Metric } from './metric.ts';
import { Problem } from './problem.ts';
import { Vm } from './target.ts';

/** The proxy's paths. `/healthz` and `/readyz` need no token; everything below `/api` does when one is set. */
export const ROUTES = {
  healthz: '/healthz',
  readyz: '/readyz',
  health: '/api/v1/health',
  catalog: '/api/v1/catalog',
  values: '/api/v1/values',
  query: '/api/v1/query',
  snapshot: '/api/v1/snapshot',
  stream: '/api/v1/stream',
} as const;

const Reachable = z.object({ up: z.number(), total: z.number() });

/**
 * `GET /api/v1/health`: what "Save & test" shows. `vms.total` counts VMs that are running and wanted; `stopped` the others.
 * `clusters.total` counts those with a kubeconfig; `up` those whose every watch is in touch.
 */
export const Health = z.object({
  version: z.string(),
  vms: Reachable.extend({ stopped: z.number() }),
  clusters: Reachable,
  macs: Reachable,
  problems: z.array(Problem),
  history: z.object({
    engine: z.string(),
    state: z.enum(['ok', 'paused', 'failed']),
    series: z.number(),
    bytes: z.number(),
    oldestMs: z.number().nullable(),
  }),
  nowMs: z.number(),
});
export type Health = z.infer<typeof Health>;

/** `GET /api/v1/catalog`. */
export const Catalog = z.object({ metrics: z.array(Metric) });
export type Catalog = z.infer<typeof Catalog>;

export const VALUE_KINDS = [
  'clusters',
  'vms',
  'macs',
  'nodes',
  'namespaces',
  'workloads',
  'pods',
  'hpas',
  'devices',
  'mountpoints',
  'metrics',
  'labelvalues',
] as const;
export const ValueKind = z.enum(VALUE_KINDS);
export type ValueKind = z.infer<typeof ValueKind>;

/**
 * `GET /api/v1/values/KIND?search=&limit=&cluster=&vm=&mac=&namespace=&workload=&metric=&label=&filters=`; the selections may repeat
 * and may be patterns; `filters` is JSON, a list as a query has it. `labelvalues` are the values of the label `label` of the metrics.
 */
export const Choice = z.object({ value: z.string(), label: z.string(), description: z.string().optional() });
export type Choice = z.infer<typeof Choice>;
export const Values = z.object({ values: z.array(Choice), total: z.number() });
export type Values = z.infer<typeof Values>;

/** One VM of the snapshot: what it is, its latest value of every series without labels, when it last answered, what is wrong. */
export const SnapshotVm = Vm.extend({
  up: z.boolean(),
  lastAnswerMs: z.number().nullable(),
  metrics: z.record(z.string(), z.number()),
  problems: z.array(Problem),
});
export type SnapshotVm = z.infer<typeof SnapshotVm>;

/** One cluster of the snapshot: how its watch stands, and its objects as the tables show them. */
export const SnapshotCluster = z.object({
  name: z.string(),
  up: z.boolean(),
  lastContactMs: z.number().nullable(),
  nodes: z.array(z.record(z.string(), z.unknown())),
  pods: z.array(z.record(z.string(), z.unknown())),
  hpas: z.array(z.record(z.string(), z.unknown())),
  problems: z.array(Problem),
});
export type SnapshotCluster = z.infer<typeof SnapshotCluster>;

/** `GET /api/v1/snapshot`: the whole lab now. */
export const Snapshot = z.object({
  atMs: z.number(),
  vms: z.array(SnapshotVm),
  clusters: z.array(SnapshotCluster),
  ports: z.array(z.record(z.string(), z.unknown())),
  problems: z.array(Problem),
});
export type Snapshot = z.infer<typeof Snapshot>;

/** The body of every refused request. */
export const Refusal = z.object({ problem: Problem });
export type Refusal = z.infer<typeof Refusal>;
