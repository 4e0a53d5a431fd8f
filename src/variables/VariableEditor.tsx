import type { QueryEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorField, EditorRow, EditorRows } from '@grafana/plugin-ui';
import { Combobox } from '@grafana/ui';
import type { ValueKind } from '@tart-lab/contract/routes.ts';
import type { TartLabDataSource } from '../datasource.ts';
import { SelectionField } from '../editor/SelectionField.tsx';
import { useCatalog } from '../editor/hooks/useCatalog.ts';
import { useValues } from '../editor/hooks/useValues.ts';
import { labelName } from '../editor/labelName.ts';
import { interpolateSelection } from '../query/interpolate.ts';
import type { TartLabQuery } from '../query/types.ts';
import type { TartLabSettings } from '../settings.ts';
import { valueNames } from './valueNames.ts';
import { filledVariableQuery, filtersOf, type FilledVariableQuery, type VariableFilter, type VariableQuery } from './variableQuery.ts';

type Props = QueryEditorProps<TartLabDataSource, TartLabQuery, TartLabSettings, VariableQuery>;

/** What a dashboard variable lists. Filters may name other variables, which makes one variable follow another. */
export function VariableEditor({ datasource, query: saved, onChange, onRunQuery }: Props) {
  const query = filledVariableQuery(saved);
  const change = (fields: Partial<VariableQuery>): void => {
    onChange({ ...query, ...fields });
    onRunQuery();
  };
  return (
    <EditorRows>
      <EditorRow>
        <EditorField label={t('variable.values', 'Values')} htmlFor="tartlab-variable-values">
          <Combobox<ValueKind>
            id="tartlab-variable-values"
            options={valueNames()}
            value={query.values}
            width={26}
            onChange={({ value }) => change({ values: value })}
          />
        </EditorField>
        {query.values === 'labelvalues' && (
          <LabelNameField datasource={datasource} value={query.label} metrics={query.metrics} onChange={(label) => change({ label })} />
        )}
        {filtersOf(query.values).map((filter) => (
          <FilterField key={filter} filter={filter} datasource={datasource} query={query} onChange={(next) => change({ [filter]: next })} />
        ))}
      </EditorRow>
    </EditorRows>
  );
}

interface LabelNameProps {
  readonly datasource: TartLabDataSource;
  readonly value: string;
  readonly metrics: readonly string[];
  readonly onChange: (value: string) => void;
}

/** The labels of the chosen metrics, or of all. */
function LabelNameField({ datasource, value, metrics, onChange }: LabelNameProps) {
  const catalog = useCatalog(datasource.client);
  const chosen = (catalog.value ?? []).filter(({ id }) => metrics.length === 0 || metrics.includes(id));
  const names = [...new Set(['vm', 'cluster', 'mac', ...chosen.flatMap(({ labels }) => labels), ...(value === '' ? [] : [value])])];
  return (
    <EditorField
      label={t('variable.label', 'Label')}
      htmlFor="tartlab-variable-label"
      invalid={value === ''}
      error={t('variable.label-missing', 'Choose a label to list its values')}
    >
      <Combobox
        id="tartlab-variable-label"
        options={names.map((name) => ({ value: name, label: labelName(name), ...(labelName(name) === name ? {} : { description: name }) }))}
        value={value === '' ? null : value}
        width={22}
        createCustomValue
        onChange={(option) => onChange(option.value)}
      />
    </EditorField>
  );
}

interface FilterProps {
  readonly filter: VariableFilter;
  readonly datasource: TartLabDataSource;
  readonly query: FilledVariableQuery;
  readonly onChange: (value: string[]) => void;
}

/** What narrows the choices of each filter: the filters before it. */
const NARROWED_BY: Readonly<Record<VariableFilter, readonly ('macs' | 'clusters' | 'namespaces')[]>> = {
  macs: [],
  clusters: ['macs'],
  vms: ['macs', 'clusters'],
  namespaces: ['clusters'],
  workloads: ['clusters', 'namespaces'],
  metrics: [],
};
const PARAMETERS = { macs: 'mac', clusters: 'cluster', namespaces: 'namespace' } as const;

function FilterField({ filter, datasource, query, onChange }: FilterProps) {
  const shown = filtersOf(query.values);
  const within = NARROWED_BY[filter].filter((by) => shown.includes(by));
  const choices = useValues(
    datasource.client,
    filter,
    Object.fromEntries(within.map((by) => [PARAMETERS[by], interpolateSelection(query[by], {}, datasource.templates)])),
  );
  // A single Mac is no choice.
  if (filter === 'macs' && choices.options.length <= 1 && query.macs.length === 0) return null;
  const labels: Record<VariableFilter, string> = {
    macs: t('editor.mac', 'Mac'),
    clusters: t('editor.cluster', 'Cluster'),
    vms: t('editor.vm', 'VM'),
    namespaces: t('editor.namespace', 'Namespace'),
    workloads: t('editor.workload', 'Workload'),
    metrics: t('editor.metric', 'Metric'),
  };
  return (
    <SelectionField id={`tartlab-variable-${filter}`} label={labels[filter]} value={query[filter]} choices={choices} onChange={onChange} />
  );
}
