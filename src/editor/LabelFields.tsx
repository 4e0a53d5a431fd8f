import { interpolateSelection } from '../query/interpolate.ts';
import type { Metric } from '@tart-lab/contract/metrics.ts';
import { labelName } from './labelName.ts';
import { useValues, type Choices } from './hooks/useValues.ts';
import type { RowProps } from './rowProps.ts';
import { SelectionField } from './SelectionField.tsx';

/** A filter for each of the metric's own labels (device, mount point, mode); a metric without any shows none. */
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

/** Labels whose values are the same in every guest. */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  mode: ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'],
  protocol: ['tcp', 'udp'],
};

/** What a label can be now. The proxy lists devices and mount points; other labels can be typed. */
function useLabelChoices({ query, datasource }: Pick<RowProps, 'query' | 'datasource'>, name: string): Choices {
  const filled = (entries: string[]): string[] => interpolateSelection(entries, {}, datasource.templates);
  const scope = { cluster: filled(query.clusters), vm: filled(query.vms), metric: filled([query.metric]) };
  // Hooks are called in one order: a label that the proxy does not list asks for devices and shows none of them.
  const live = useValues(datasource.client, name === 'mountpoint' ? 'mountpoints' : 'devices', scope);
  if (name === 'mountpoint' || name === 'device') return live;
  return { options: (FIXED[name] ?? []).map((value) => ({ value, label: value })), loading: false, problem: null };
}
