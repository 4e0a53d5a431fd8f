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
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
}

/** A whole number from 1 to `most`, or nothing. It is taken on Enter and when the field is left. */
export function LimitField({ id, label, tooltip, placeholder, most, value, onChange }: Props) {
  const draft = useDraft(value === null ? '' : String(value), (text) => {
    const limit = parseLimit(text, most);
    if (limit !== undefined) onChange(limit);
  });
  const invalid = parseLimit(draft.text, most) === undefined;
  return (
    <EditorField
      label={label}
      htmlFor={id}
      tooltip={tooltip}
      invalid={invalid}
      error={t('editor.limit-fault', 'A whole number from 1 to {{most}}', { most })}
    >
      <Input id={id} width={10} inputMode="numeric" placeholder={placeholder ?? t('editor.all', 'All')} {...draft.inputProps} />
    </EditorField>
  );
}
