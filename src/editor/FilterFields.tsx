import type { ReactNode } from 'react';
import { t } from '@grafana/i18n';
import { EditorField } from '@grafana/plugin-ui';
import { Button, Combobox, MultiCombobox, Stack } from '@grafana/ui';
import { FILTER_OPERATORS, type Filter, type FilterOperator } from '@tart-lab/contract/query.ts';
import { interpolateSelection } from '../query/interpolate.ts';
import { useValues, type Choices } from './hooks/useValues.ts';
import { useVariableOptions } from './hooks/useVariableOptions.ts';
import { valueSource } from './keyValues.ts';
import { labelName } from './labelName.ts';
import type { RowProps } from './rowProps.ts';

type Props = RowProps & {
  /** What the query can be narrowed by. */
  readonly keys: readonly { readonly value: string; readonly label?: string }[];
};

/** Conditions beside the lists: on any label or column, also what must not be. A half-filled one says what it lacks and narrows nothing. */
export function FilterFields({ keys, ...row }: Props) {
  const { query, change, id } = row;
  const add = (): void => change({ filters: [...query.filters, { key: '', operator: '=', values: [] }] });
  const put = (at: number, next: Filter | null): void =>
    change({ filters: query.filters.flatMap((filter, i) => (i !== at ? [filter] : next === null ? [] : [next])) });
  return (
    <EditorField
      label={t('editor.filters', 'Filters')}
      htmlFor={id('filter-add')}
      tooltip={t(
        'editor.filters-help',
        'Conditions on any label or column, also what must not be: namespace != kube-system, restarts > 3.',
      )}
    >
      <Stack direction="row" wrap="wrap" gap={1}>
        {query.filters.map((filter, at) => (
          <FilterInputs key={at} {...row} keys={keys} filter={filter} at={at} onChange={(next) => put(at, next)} />
        ))}
        <Button
          id={id('filter-add')}
          icon="plus"
          variant="secondary"
          aria-label={t('editor.filter-add', 'Add a filter')}
          tooltip={t('editor.filter-add', 'Add a filter')}
          onClick={add}
        />
      </Stack>
    </EditorField>
  );
}

interface FilterProps extends Props {
  readonly filter: Filter;
  readonly at: number;
  readonly onChange: (next: Filter | null) => void;
}

function FilterInputs({ filter, at, onChange, id, keys, ...row }: FilterProps) {
  const variables = useVariableOptions();
  const choices = useFilterChoices(row, filter.key);
  const known = filter.key === '' || keys.some(({ value }) => value === filter.key) ? keys : [...keys, { value: filter.key }];
  const compares = filter.operator !== '=' && filter.operator !== '!=';
  const n = { n: at + 1 };
  const ids = { key: id(`filter-${at}-key`), operator: id(`filter-${at}-operator`), values: id(`filter-${at}-values`) };
  const labels = {
    key: t('editor.filter-key', 'Filter {{n}}: what', n),
    operator: t('editor.filter-operator', 'Filter {{n}}: how', n),
    values: t('editor.filter-values', 'Filter {{n}}: values', n),
  };
  return (
    <Stack direction="row" wrap="wrap" gap={0.5}>
      <Named id={ids.key} label={labels.key}>
        <Combobox
          id={ids.key}
          options={known.map(({ value, label = labelName(value) }) => ({
            value,
            label,
            ...(label === value ? {} : { description: value }),
          }))}
          value={filter.key === '' ? null : filter.key}
          placeholder={t('editor.filter-choose', 'Choose')}
          invalid={filter.key === ''}
          createCustomValue
          width={18}
          onChange={({ value }) => onChange({ ...filter, key: value, values: value === filter.key ? filter.values : [] })}
        />
      </Named>
      <Named id={ids.operator} label={labels.operator}>
        <Combobox<FilterOperator>
          id={ids.operator}
          options={FILTER_OPERATORS.map((value) => ({ value, label: value }))}
          value={filter.operator}
          width={9}
          onChange={({ value }) => onChange({ ...filter, operator: value })}
        />
      </Named>
      <Named id={ids.values} label={labels.values}>
        <MultiCombobox
          id={ids.values}
          options={[...variables, ...choices.options]}
          value={filter.values}
          loading={choices.loading}
          invalid={filter.values.length === 0}
          placeholder={compares ? t('editor.filter-number', 'A number') : t('editor.filter-value', 'Values')}
          createCustomValue
          customValueDescription={t('editor.custom', 'Use this name, pattern (dev-*, /^dev-/) or variable')}
          width="auto"
          minWidth={16}
          maxWidth={36}
          onChange={(chosen) => onChange({ ...filter, values: chosen.map(({ value }) => value).slice(compares ? -1 : 0) })}
        />
      </Named>
      <Button
        icon="times"
        variant="secondary"
        aria-label={t('editor.filter-remove', 'Remove filter {{n}}', n)}
        onClick={() => onChange(null)}
      />
    </Stack>
  );
}

/** An input whose label only screen readers need: its neighbours say what it is. */
function Named({ id, label, children }: { readonly id: string; readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      {children}
    </div>
  );
}

function useFilterChoices({ query, datasource }: Pick<RowProps, 'query' | 'datasource'>, key: string): Choices {
  const source = key === '' ? null : valueSource(query.kind, key);
  const { listed = null, label } = source && 'listed' in source ? source : {};
  const live = useValues(datasource.client, listed, {
    cluster: interpolateSelection(query.clusters, {}, datasource.templates),
    ...(query.kind === 'metric' ? { metric: interpolateSelection([query.metric], {}, datasource.templates) } : {}),
    ...(label === undefined ? {} : { label }),
  });
  return source && 'fixed' in source ? { ...live, options: [...source.fixed] } : live;
}
