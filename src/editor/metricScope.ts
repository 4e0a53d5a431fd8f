import type { Metric } from '@tart-lab/contract/metrics.ts';
import type { FilledQuery } from '../query/types.ts';
import { scopeOf, type ScopeField } from '../query/scopeOf.ts';

/**
 * The scope fields that can matter to a metric. A cluster's series have neither VM nor Mac, except those of a node, and the proxy's
 * own are of no place; but what the query already holds is shown, because it still narrows the answer.
 */
export function metricScope(query: FilledQuery, metric: Metric | undefined): readonly ScopeField[] {
  if (metric?.scope === 'proxy') return scopeOf(query).filter((field) => query[field].length > 0);
  if (metric?.scope !== 'cluster' || metric.labels.includes('node')) return scopeOf(query);
  return scopeOf(query).filter((field) => field === 'clusters' || query[field].length > 0);
}
