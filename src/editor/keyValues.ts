import type { ComboboxOption } from '@grafana/ui';
import { EVENT_KINDS, Severity } from '@tart-lab/contract/event.ts';
import { FLOW_PROTOCOLS, VERDICTS } from '@tart-lab/contract/flow.ts';
import type { Metric } from '@tart-lab/contract/metrics.ts';
import type { ValueKind } from '@tart-lab/contract/routes.ts';
import { fieldsOfKeys } from '../query/text/keys.ts';
import type { QueryFields } from '../query/types.ts';
import { verdictNames } from '../verdicts.ts';
import { eventNames, severityNames } from './eventNames.ts';
import { FIXED_VALUES } from './fixedValues.ts';

type Asked = Pick<QueryFields, 'kind' | 'table'>;

/** What a query can be narrowed by: its own fields first, then labels of the metric (of all without one), columns of the table. */
export function keysOf(query: Asked, labels: readonly string[], columns: readonly string[]): string[] {
  const own = [...fieldsOfKeys(query).keys()];
  const more: Readonly<Record<QueryFields['kind'], readonly string[]>> = {
    metric: labels,
    table: columns,
    events: ['node', 'namespace', 'workload', 'pod', 'hpa', 'test', 'port'],
    flows: [],
  };
  return [...new Set([...own, ...more[query.kind]])];
}

/** The labels of a metric, or of every metric while it is not known which. */
export const labelsOf = (metric: Metric | undefined, metrics: readonly Metric[]): string[] =>
  metric ? [...metric.labels] : [...new Set(metrics.flatMap(({ labels }) => labels))];

/** Where the values of a key come from: a list that never changes, the proxy, or nowhere (null): they can be typed. */
export type ValueSource = { readonly fixed: readonly ComboboxOption[] } | { readonly listed: ValueKind; readonly label?: string } | null;

/** Keys whose values the proxy lists as they are now. */
const LISTED: ReadonlyMap<string, ValueKind> = new Map([
  ['vm', 'vms'],
  ['cluster', 'clusters'],
  ['mac', 'macs'],
  ['namespace', 'namespaces'],
  ['workload', 'workloads'],
  ['pod', 'pods'],
  ['node', 'nodes'],
  ['hpa', 'hpas'],
  ['device', 'devices'],
  ['mountpoint', 'mountpoints'],
]);

const named = <T extends string>(values: readonly T[], names: Readonly<Record<T, string>>): ValueSource => ({
  fixed: values.map((value) => ({ value, label: names[value] })),
});

export function valueSource(kind: QueryFields['kind'], key: string): ValueSource {
  if (kind === 'events' && key === 'kind') return named(EVENT_KINDS, eventNames());
  if (kind === 'events' && key === 'severity') return named(Severity.options, severityNames());
  if (kind === 'flows' && key === 'verdict') return named(VERDICTS, verdictNames());
  if (kind === 'flows' && key === 'protocol') return { fixed: FLOW_PROTOCOLS.map((value) => ({ value, label: value })) };
  const listed = LISTED.get(key);
  if (listed !== undefined) return { listed };
  if (kind !== 'metric') return null;
  const fixed = FIXED_VALUES[key];
  return fixed ? { fixed: fixed.map((value) => ({ value, label: value })) } : { listed: 'labelvalues', label: key };
}
