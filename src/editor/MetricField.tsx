import { t } from '@grafana/i18n';
import { EditorField } from '@grafana/plugin-ui';
import { Combobox } from '@grafana/ui';
import { problemText } from '../client/problemText.ts';
import type { Metric } from '@tart-lab/contract/metrics.ts';
import { missing } from '../query/missing.ts';
import type { Asked } from './hooks/useAnswer.ts';
import { useVariableOptions } from './hooks/useVariableOptions.ts';
import { metricOptions } from './metricOptions.ts';
import type { RowProps } from './rowProps.ts';

/** Which number. A query without one says so here; nothing is asked until it is chosen. */
export function MetricField({ query, change, id, catalog }: RowProps & { readonly catalog: Asked<readonly Metric[]> }) {
  const variables = useVariableOptions();
  const incomplete = missing(query) === 'metric' && !catalog.loading;
  return (
    <EditorField
      label={t('editor.metric', 'Metric')}
      htmlFor={id('metric')}
      invalid={catalog.problem !== null || incomplete}
      error={catalog.problem ? problemText(catalog.problem) : t('editor.metric-missing', 'Choose a metric to run this query')}
    >
      <Combobox
        id={id('metric')}
        options={[...metricOptions(catalog.value ?? []), ...variables]}
        value={query.metric === '' ? null : query.metric}
        loading={catalog.loading}
        placeholder={t('editor.metric-placeholder', 'Choose a metric')}
        createCustomValue
        customValueDescription={t('editor.metric-custom', 'Use this metric id or variable')}
        width="auto"
        minWidth={28}
        maxWidth={44}
        onChange={({ value }) => change({ metric: value, labels: {} })}
      />
    </EditorField>
  );
}
