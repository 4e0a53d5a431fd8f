import { t } from '@grafana/i18n';
import { EditorField } from '@grafana/plugin-ui';
import { Input } from '@grafana/ui';
import { parseLimit } from './parseLimit.ts';
import { useDraft } from './hooks/useDraft.ts';

interface Props {
  readonly id: string;
  readonly label: string;
  readonly tooltip?: string;
  /** What an empty field means, as its hint; "All" unless said. */
  readonly placeholder?: string;
  readonly most: number;
  /** Fractions are numbers here too. */
  readonly fraction?: boolean;
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
}

/** A number up to `most`, whole unless `fraction`, or nothing. It is taken on Enter and when the field is left. */
export function LimitField({ id, label, tooltip, placeholder, most, fraction = false, value, onChange }: Props) {
  const draft = useDraft(value === null ? '' : String(value), (text) => {
    const limit = parseLimit(text, most, fraction);
    if (limit !== undefined) onChange(limit);
  });
  const invalid = parseLimit(draft.text, most, fraction) === undefined;
  return (
    <EditorField
      label={label}
      htmlFor={id}
      tooltip={tooltip}
      invalid={invalid}
      error={
        fraction
          ? t('editor.number-fault', 'A number from 0.1 to {{most}}', { most })
          : t('editor.limit-fault', 'A whole number from 1 to {{most}}', { most })
      }
    >
      <Input
        id={id}
        width={10}
        inputMode={fraction ? 'decimal' : 'numeric'}
        placeholder={placeholder ?? t('editor.all', 'All')}
        {...draft.inputProps}
      />
    </EditorField>
  );
}
