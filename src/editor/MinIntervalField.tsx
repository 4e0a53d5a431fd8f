import { t } from '@grafana/i18n';
import { EditorField } from '@grafana/plugin-ui';
import { Input } from '@grafana/ui';
import { parseInterval } from '../query/parseInterval.ts';
import { useDraft } from './hooks/useDraft.ts';
import type { RowProps } from './rowProps.ts';

/** The least time between two points: `30s`, `5m`, or a variable. Empty: what the panel asks for. */
export function MinIntervalField({ query, change, id }: RowProps) {
  const draft = useDraft(query.minInterval, (minInterval) => change({ minInterval: minInterval.trim() }));
  const invalid = !draft.text.includes('$') && parseInterval(draft.text) === undefined;
  return (
    <EditorField
      label={t('editor.min-interval', 'Min interval')}
      htmlFor={id('min-interval')}
      tooltip={t(
        'editor.min-interval-help',
        'The least time between two points, such as 30s or 5m, or a variable. Points in between are folded.',
      )}
      invalid={invalid}
      error={t('editor.min-interval-fault', 'An interval such as 30s, 5m or 1h')}
    >
      <Input id={id('min-interval')} width={14} placeholder={t('editor.legend-auto', 'Automatic')} {...draft.inputProps} />
    </EditorField>
  );
}
