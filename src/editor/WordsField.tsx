import { t } from '@grafana/i18n';
import { EditorField } from '@grafana/plugin-ui';
import { MultiCombobox, type ComboboxOption } from '@grafana/ui';
import { useVariableOptions } from './hooks/useVariableOptions.ts';

interface Props {
  readonly id: string;
  readonly label: string;
  readonly options: readonly ComboboxOption[];
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
}

/** Some of a fixed set of words, or variables that hold them. Nothing chosen means all. */
export function WordsField({ id, label, options, value, onChange }: Props) {
  const variables = useVariableOptions();
  const offered = [...variables, ...options];
  // A word of elsewhere is shown as it is saved, so that it can be seen and removed.
  const foreign = value.filter((word) => offered.every((option) => option.value !== word)).map((word) => ({ value: word, label: word }));
  return (
    <EditorField label={label} htmlFor={id}>
      <MultiCombobox
        id={id}
        options={[...offered, ...foreign]}
        value={[...value]}
        placeholder={t('editor.all', 'All')}
        isClearable
        width="auto"
        minWidth={18}
        maxWidth={36}
        onChange={(chosen) => onChange(chosen.map((option) => option.value))}
      />
    </EditorField>
  );
}
