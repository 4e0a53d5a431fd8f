import { t } from '@grafana/i18n';
import { EditorField } from '@grafana/plugin-ui';
import { MultiCombobox, type ComboboxOption } from '@grafana/ui';
import { problemText } from '../client/problemText.ts';
import type { Choices } from './hooks/useValues.ts';
import { useVariableOptions } from './hooks/useVariableOptions.ts';

interface Props {
  readonly id: string;
  readonly label: string;
  readonly tooltip?: string;
  readonly value: readonly string[];
  readonly choices: Choices;
  readonly placeholder?: string;
  readonly onChange: (value: string[]) => void;
}

/** Names, patterns or variables. Live choices are offered; anything else may be typed. Nothing chosen means all. */
export function SelectionField({ id, label, tooltip, value, choices, placeholder, onChange }: Props) {
  const variables = useVariableOptions();
  const options: ComboboxOption[] = [...variables, ...choices.options];
  return (
    <EditorField
      label={label}
      htmlFor={id}
      tooltip={tooltip}
      invalid={choices.problem !== null}
      error={choices.problem ? problemText(choices.problem) : undefined}
    >
      <MultiCombobox
        id={id}
        options={options}
        value={[...value]}
        loading={choices.loading}
        placeholder={placeholder ?? t('editor.all', 'All')}
        createCustomValue
        customValueDescription={t('editor.custom', 'Use this name, pattern (dev-*, /^dev-/) or variable')}
        isClearable
        width="auto"
        minWidth={22}
        maxWidth={44}
        onChange={(chosen) => onChange(chosen.map((option) => option.value))}
      />
    </EditorField>
  );
}
