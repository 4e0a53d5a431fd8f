import type { MetricFindValue } from '@grafana/data';
import { t } from '@grafana/i18n';
import type { Filter } from '@tart-lab/contract/query.ts';
import { valuesPath, type ProxyClient } from '../client/proxyClient.ts';
import { problemText } from '../client/problemText.ts';
import { valueSource } from '../editor/keyValues.ts';

type Tags = { data: MetricFindValue[]; error?: { message: string } };
type Client = Pick<ProxyClient, 'catalog' | 'values'>;

const PLACES = ['mac', 'cluster', 'vm'];
const WORKLOADS = ['namespace', 'workload', 'pod', 'node', 'hpa'];
const OTHERS = ['kind', 'severity', 'verdict', 'protocol'];

/** What a dashboard can be filtered by: where things are, what runs there, then every label that some metric has. */
export async function tagKeys(client: Client): Promise<Tags> {
  const catalog = await client.catalog();
  const metrics = catalog.ok ? catalog.value : [];
  const known = [...PLACES, ...WORKLOADS, ...OTHERS];
  const labels = [...new Set(metrics.flatMap((metric) => metric.labels))].filter((label) => !known.includes(label));
  const group = (keys: readonly string[], name: string): MetricFindValue[] => keys.map((key) => ({ text: key, value: key, group: name }));
  return {
    data: [
      ...group(PLACES, t('tags.places', 'Where')),
      ...group(WORKLOADS, t('tags.workloads', 'Kubernetes')),
      ...group(labels, t('tags.labels', 'Labels of metrics')),
      ...group(OTHERS, t('tags.events', 'Events and flows')),
    ],
    ...(catalog.ok ? {} : { error: { message: problemText(catalog.error) } }),
  };
}

/** What a key can be now, within the other filters. */
export async function tagValues(client: Client, key: string, filters: readonly Filter[]): Promise<Tags> {
  const source = sourceOf(key);
  if ('fixed' in source) return { data: source.fixed.map(({ value }) => ({ text: value, value })) };
  const { listed, label } = source;
  const others = filters.filter((filter) => filter.key !== key);
  const answer = await client.values(valuesPath(listed, { filters: others, ...(label === undefined ? {} : { label }) }), listed);
  return answer.ok
    ? { data: answer.value.map(({ value }) => ({ text: value, value })) }
    : { data: [], error: { message: problemText(answer.error) } };
}

/** Words of events and flows first; of a metric's label what was measured. */
function sourceOf(key: string): NonNullable<ReturnType<typeof valueSource>> {
  const words = key === 'kind' || key === 'severity' ? valueSource('events', key) : key === 'verdict' ? valueSource('flows', key) : null;
  if (words) return words;
  if (key !== 'protocol') return valueSource('metric', key) ?? { listed: 'labelvalues', label: key };
  // Ports have tcp and udp, flows their own words: both are of use.
  const fixed = (['metric', 'flows'] as const).flatMap((kind) => {
    const source = valueSource(kind, key);
    return source && 'fixed' in source ? [...source.fixed] : [];
  });
  return { fixed };
}
