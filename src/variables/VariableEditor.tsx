import type { QueryEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorField, EditorRow, EditorRows } from '@grafana/plugin-ui';
import { Combobox } from '@grafana/ui';
import type { ValueKind } from '@tart-lab/contract/routes.ts';
import type { TartLabDataSource } from '../datasource.ts';
import { SelectionField } from '../editor/SelectionField.tsx';
import { useValues } from '../editor/hooks/useValues.ts';
import { interpolateSelection } from '../query/interpolate.ts';
import type { TartLabQuery } from '../query/types.ts';
import type { TartLabSettings } from '../settings.ts';
import { valueNames } from './valueNames.ts';
import { filledVariableQuery, filtersOf, type VariableFilter, type VariableQuery } from './variableQuery.ts';

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
        {filtersOf(query.values).map((filter) => (
          <FilterField
            key={filter}
            filter={filter}
            datasource={datasource}
            value={query[filter]}
            clusters={query.clusters}
            onChange={(next) => change({ [filter]: next })}
          />
        ))}
      </EditorRow>
    </EditorRows>
  );
}

interface FilterProps {
  readonly filter: VariableFilter;
  readonly datasource: TartLabDataSource;
  readonly value: readonly string[];
  readonly clusters: readonly string[];
  readonly onChange: (value: string[]) => void;
}

function FilterField({ filter, datasource, value, clusters, onChange }: FilterProps) {
  const within = filter === 'clusters' ? {} : { cluster: interpolateSelection(clusters, {}, datasource.templates) };
  const choices = useValues(datasource.client, filter, within);
  const labels: Record<VariableFilter, string> = {
    clusters: t('editor.cluster', 'Cluster'),
    namespaces: t('editor.namespace', 'Namespace'),
    vms: t('editor.vm', 'VM'),
  };
  return <SelectionField id={`tartlab-variable-${filter}`} label={labels[filter]} value={value} choices={choices} onChange={onChange} />;
}
