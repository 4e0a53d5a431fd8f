import type { Metric } from '@tart-lab/contract/metrics.ts';
import { interpolateSelection } from '../query/interpolate.ts';
import { valueSource } from './keyValues.ts';
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

/** What a label can be now, within the query's scope; a namespace narrows what lives in it. */
function useLabelChoices({ query, datasource }: Pick<RowProps, 'query' | 'datasource'>, name: string): Choices {
  const filled = (entries: readonly string[]): string[] => interpolateSelection(entries, {}, datasource.templates);
  const source = valueSource('metric', name);
  const { listed = null, label } = source && 'listed' in source ? source : {};
  const live = useValues(datasource.client, listed, {
    cluster: filled(query.clusters),
    vm: filled(query.vms),
    metric: filled([query.metric]),
    ...(name === 'namespace' ? {} : { namespace: filled(query.labels['namespace'] ?? []) }),
    ...(label === undefined ? {} : { label }),
  });
  return source && 'fixed' in source ? { ...live, options: [...source.fixed] } : live;
}
