import { CLUSTER_METRICS } from './clusterMetrics.ts';
import type { Metric } from './metric.ts';
import { PROXY_METRICS } from './proxyMetrics.ts';
import { VM_METRICS } from './vmMetrics.ts';

export { Fold, Metric } from './metric.ts';

export const METRICS: readonly Metric[] = [...VM_METRICS, ...CLUSTER_METRICS, ...PROXY_METRICS];

const byId = new Map(METRICS.map((metric) => [metric.id, metric]));

/** The catalogue row of a metric id, or undefined when there is none. */
export function findMetric(id: string): Metric | undefined {
  return byId.get(id);
}
