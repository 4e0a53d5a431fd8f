import type { ValueKind } from '@tart-lab/contract/routes.ts';
import type { Metric } from '@tart-lab/contract/metrics.ts';
import { interpolateSelection } from '../query/interpolate.ts';
import { FIXED_VALUES } from './fixedValues.ts';
import { labelName } from './labelName.ts';
import { useValues, type Choices } from './hooks/useValues.ts';
import type { RowProps } from './rowProps.ts';
import { SelectionField } from './SelectionField.tsx';

/** A filter for each of the metric's own labels (device, namespace, pod); a metric without any shows none. */
export function LabelFields(props: RowProps & { readonly metric: Metric | undefined }) {
  const saved = Object.keys(props.query.labels);
  const names = [...new Set([...(props.metric?.labels ?? []), ...saved])];
  return names.map((name) => <LabelField key={name} {...props} name={name} />);
}

function LabelField({ query, change, datasource, id, name }: RowProps & { readonly name: string }) {
  const choices = useLabelChoices({ query, datasource }, name);
  return (
    <SelectionField
      id={id(`label-${name}`)}
      label={labelName(name)}
      value={query.labels[name] ?? []}
      choices={choices}
      onChange={(values) => {
        const { [name]: _, ...others } = query.labels;
        change({ labels: values.length > 0 ? { ...others, [name]: values } : others });
      }}
    />
  );
}

/** Labels whose values the proxy lists. */
const LISTED: ReadonlyMap<string, ValueKind> = new Map([
  ['device', 'devices'],
  ['mountpoint', 'mountpoints'],
  ['node', 'nodes'],
  ['namespace', 'namespaces'],
  ['workload', 'workloads'],
  ['pod', 'pods'],
  ['hpa', 'hpas'],
]);

/** What a label can be now, within the query's scope; a namespace narrows what lives in it. Other labels can be typed. */
function useLabelChoices({ query, datasource }: Pick<RowProps, 'query' | 'datasource'>, name: string): Choices {
  const filled = (entries: readonly string[]): string[] => interpolateSelection(entries, {}, datasource.templates);
  const kind = LISTED.get(name) ?? null;
  const live = useValues(datasource.client, kind, {
    cluster: filled(query.clusters),
    vm: filled(query.vms),
    metric: filled([query.metric]),
    ...(name === 'namespace' ? {} : { namespace: filled(query.labels['namespace'] ?? []) }),
  });
  if (kind !== null) return live;
  return { ...live, options: (FIXED_VALUES[name] ?? []).map((value) => ({ value, label: value })) };
}
