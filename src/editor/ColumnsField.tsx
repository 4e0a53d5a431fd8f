import { useState } from 'react';
import type { DataFrame } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorField } from '@grafana/plugin-ui';
import { MultiCombobox, type ComboboxOption } from '@grafana/ui';
import { columnOptions } from './columnOptions.ts';

interface Props {
  readonly id: string;
  readonly answered: readonly DataFrame[];
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
}

/**
 * Which columns, in the order of choice; none means the usual ones. An answer holds only the columns that were asked for, so
 * what earlier answers showed stays on offer while the editor is open.
 */
export function ColumnsField({ id, answered, value, onChange }: Props) {
  const [seen, setSeen] = useState<ComboboxOption[]>([]);
  const options = columnOptions(answered, value);
  const fresh = options.filter((option) => seen.every((one) => one.value !== option.value));
  if (fresh.length > 0) setSeen([...seen, ...fresh]);
  const named = new Map([...seen, ...options].map((option) => [option.value, option]));
  return (
    <EditorField
      label={t('editor.columns', 'Columns')}
      htmlFor={id}
      tooltip={t('editor.columns-help', 'In the order in which they are chosen. Nothing chosen means the usual columns.')}
    >
      <MultiCombobox
        id={id}
        options={[...named.values()]}
        value={[...value]}
        placeholder={t('editor.columns-usual', 'The usual ones')}
        createCustomValue
        customValueDescription={t('editor.columns-custom', 'Use this column id')}
        isClearable
        width="auto"
        minWidth={22}
        maxWidth={64}
        onChange={(chosen) => onChange(chosen.map((option) => option.value))}
      />
    </EditorField>
  );
}
