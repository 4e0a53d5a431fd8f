import { t } from '@grafana/i18n';
import { EditorField } from '@grafana/plugin-ui';
import { Input } from '@grafana/ui';
import { useDraft } from './hooks/useDraft.ts';
import type { RowProps } from './rowProps.ts';

/** How series are named. Empty: by the labels in which they differ. */
export function LegendField({ query, change, id }: RowProps) {
  const draft = useDraft(query.legend, (legend) => change({ legend }));
  return (
    <EditorField
      label={t('editor.legend', 'Legend')}
      htmlFor={id('legend')}
      tooltip={t('editor.legend-help', 'A template with labels in double braces, such as {{example}}.', {
        example: '{{vm}} {{device}}',
        interpolation: { escapeValue: false, skipOnVariables: true },
      })}
    >
      <Input id={id('legend')} width={26} placeholder={t('editor.legend-auto', 'Automatic')} {...draft.inputProps} />
    </EditorField>
  );
}
