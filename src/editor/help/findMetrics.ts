import type { Metric } from '@tart-lab/contract/metrics.ts';

const MOST = 8;

/** Metrics that hold every word of a search in their id, name, group or help; those with a word in their name come first. */
export function findMetrics(metrics: readonly Metric[], search: string): Metric[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const named = ({ name }: Metric): number => words.filter((word) => name.toLowerCase().includes(word)).length;
  return metrics
    .filter(({ id, name, group, help }) => {
      const text = `${id} ${name} ${group} ${help}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => named(b) - named(a))
    .slice(0, MOST);
}
