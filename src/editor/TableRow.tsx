import type { DataFrame } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorField, EditorRow } from '@grafana/plugin-ui';
import { Combobox, type ComboboxOption } from '@grafana/ui';
import type { TableName } from '@tart-lab/contract/query.ts';
import type { FilledQuery } from '../query/types.ts';
import { scopeOf } from '../query/scopeOf.ts';
import { LIMITS } from '../query/toProxyQuery.ts';
import { columnOptions } from './columnOptions.ts';
import { ColumnsField } from './ColumnsField.tsx';
import { FilterFields } from './FilterFields.tsx';
import { keysOf } from './keyValues.ts';
import { LimitField } from './LimitField.tsx';
import type { RowProps } from './rowProps.ts';
import { ScopeFields } from './ScopeFields.tsx';
import { tableOptions } from './tableNames.ts';

/** A table of the lab as it is now: which one, of what, with which columns. `answered` are the query's last frames. */
export function TableRow({ answered, ...props }: RowProps & { readonly answered: readonly DataFrame[] }) {
  const { query, change, id } = props;
  const own = answered.filter(({ name }) => name === query.table);
  const columns = columnOptions(own, query.columns);
  return (
    <>
      <EditorRow>
        <EditorField label={t('editor.table', 'Table')} htmlFor={id('table')}>
          <Combobox<TableName>
            id={id('table')}
            options={tableOptions()}
            value={query.table}
            width={26}
            // Columns are a table's own; the proxy refuses one that it does not have.
            onChange={({ value }) => change(value === query.table ? {} : { table: value, columns: [] })}
          />
        </EditorField>
        <ScopeFields {...props} fields={scopeOf(query)} />
        <FilterFields {...props} keys={filterKeys(query, columns)} />
      </EditorRow>
      <EditorRow>
        <ColumnsField
          key={query.table}
          id={id('columns')}
          answered={own}
          value={query.columns}
          onChange={(columns) => change({ columns })}
        />
        <LimitField
          id={id('limit')}
          label={t('editor.limit', 'Limit')}
          tooltip={t('editor.limit-rows', 'As many rows as this. Without a number: 10,000.')}
          most={LIMITS.table.most}
          value={query.limit}
          onChange={(limit) => change({ limit })}
        />
      </EditorRow>
    </>
  );
}

/** The scope's keys, then the table's columns under their titles. */
const filterKeys = (query: FilledQuery, columns: readonly ComboboxOption[]): ComboboxOption[] =>
  keysOf(
    query,
    [],
    columns.map(({ value }) => value),
  ).map((value) => columns.find((column) => column.value === value) ?? { value });
