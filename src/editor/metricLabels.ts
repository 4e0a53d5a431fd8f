import type { Metric } from '@tart-lab/contract/metrics.ts';

/** The labels that series of a metric carry: where they are from, and the metric's own. Of a metric that is not known, the places. */
export function metricLabels(metric: Metric | undefined): string[] {
  return [...new Set([...placesOf(metric), ...(metric?.labels ?? [])])];
}

/** A series of a cluster has no VM, unless it is a node's; what the proxy says of itself is of no place. */
function placesOf(metric: Metric | undefined): readonly string[] {
  switch (metric?.scope) {
    case 'cluster':
      return metric.labels.includes('node') ? ['cluster', 'vm'] : ['cluster'];
    case 'proxy':
      return [];
    case 'mac':
      return ['mac'];
    default:
      return ['vm', 'cluster', 'mac'];
  }
}
