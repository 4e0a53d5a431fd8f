import { z } from 'zod';

/** The fold that keeps a metric's meaning when several points become one. */
export const Fold = z.enum(['avg', 'max', 'min', 'last']);
export type Fold = z.infer<typeof Fold>;

/**
 * One metric that can be queried: what the editor lists, what a panel shows, what history keeps.
 *
 * `unit` is a Grafana unit id; `kind` says what the number is; `labels` are the metric's own (a VM's series also carry
 * `vm`, `mac` and `cluster`, a cluster's carry `cluster`, and those of a node its `vm` where it is known); `fold` is used when points are thinned out and `aggregate` across VMs says nothing else.
 */
export const Metric = z.object({
  id: z.string(),
  name: z.string(),
  group: z.string(),
  unit: z.string(),
  kind: z.enum(['gauge', 'rate', 'ratio', 'state']),
  scope: z.enum(['vm', 'mac', 'cluster', 'proxy']),
  labels: z.array(z.string()),
  help: z.string(),
  collector: z.string(),
  fold: Fold,
  min: z.number().optional(),
  max: z.number().optional(),
  decimals: z.number().optional(),
  /** The reading behind it: its value, or its difference by time. Absent when `sample/` computes it from several. */
  from: z.object({ reading: z.string(), as: z.enum(['value', 'rate']) }).optional(),
});
export type Metric = z.infer<typeof Metric>;
