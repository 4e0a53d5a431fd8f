import { useCallback } from 'react';
import { t } from '@grafana/i18n';
import { EditorField } from '@grafana/plugin-ui';
import { Combobox } from '@grafana/ui';
import type { Metric } from '@tart-lab/contract/metrics.ts';
import { legendOptions } from './legendOptions.ts';
import { metricLabels } from './metricLabels.ts';
import type { RowProps } from './rowProps.ts';

/** How series are named, with the labels of the metric on offer while one types. Empty: by the labels in which they differ. */
export function LegendField({ query, change, id, metric }: RowProps & { readonly metric: Metric | undefined }) {
  const { aggregate, legend } = query;
  const folded = aggregate === 'none' ? '' : query.groupBy.join('\n');
  const options = useCallback(
    (typed: string) => {
      const labels =
        aggregate === 'none' ? metricLabels(metric) : folded.split('\n').filter((label) => label !== '' && !label.includes('$'));
      return Promise.resolve(legendOptions(typed, legend, labels));
    },
    [aggregate, folded, legend, metric],
  );
  return (
    <EditorField
      label={t('editor.legend', 'Legend')}
      htmlFor={id('legend')}
      tooltip={t('editor.legend-help', 'A template with labels in double braces, such as {{example}}.', {
        example: '{{vm}} {{device}}',
        interpolation: { escapeValue: false, skipOnVariables: true },
      })}
    >
      <Combobox
        id={id('legend')}
        options={options}
        value={legend === '' ? null : legend}
        width={28}
        placeholder={t('editor.legend-auto', 'Automatic')}
        createCustomValue
        customValueDescription={t('editor.legend-custom', 'Use this template')}
        isClearable
        onChange={(option: { readonly value: string } | null) => change({ legend: option?.value ?? '' })}
      />
    </EditorField>
  );
}
