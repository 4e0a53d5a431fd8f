import { useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorField } from '@grafana/plugin-ui';
import { Combobox, useStyles2 } from '@grafana/ui';
import { problemText } from '../client/problemText.ts';
import type { Metric } from '@tart-lab/contract/metrics.ts';
import { missing } from '../query/missing.ts';
import type { Asked } from './hooks/useAnswer.ts';
import { useVariableOptions } from './hooks/useVariableOptions.ts';
import { metricOptions } from './metricOptions.ts';
import type { RowProps } from './rowProps.ts';

/** Which number. A query without one says so here; nothing is asked until it is chosen. */
export function MetricField({ query, change, id, catalog }: RowProps & { readonly catalog: Asked<readonly Metric[]> }) {
  const styles = useStyles2(getStyles);
  const variables = useVariableOptions();
  // The same objects until the catalogue changes: a list that gets others forgets what was typed into it, and tells its choice again.
  const options = useMemo(() => [...metricOptions(catalog.value ?? []), ...variables], [catalog.value, variables]);
  const find = (metric: string): Metric | undefined => catalog.value?.find((one) => one.id === metric);
  const incomplete = missing(query) === 'metric' && !catalog.loading;
  return (
    <div className={styles.wide}>
      <EditorField
        label={t('editor.metric', 'Metric')}
        htmlFor={id('metric')}
        invalid={catalog.problem !== null || incomplete}
        error={catalog.problem ? problemText(catalog.problem) : t('editor.metric-missing', 'Choose a metric to run this query')}
      >
        <Combobox
          id={id('metric')}
          options={options}
          value={query.metric === '' ? null : query.metric}
          loading={catalog.loading}
          placeholder={t('editor.metric-placeholder', 'Choose a metric')}
          createCustomValue
          customValueDescription={t('editor.metric-custom', 'Use this metric id or variable')}
          onChange={({ value }) => change({ metric: value, labels: keptLabels(query.labels, find(value)) })}
        />
      </EditorField>
    </div>
  );
}

/** Filters that the next metric knows too: a namespace stays chosen from pods' CPU to their memory. */
const keptLabels = (labels: Record<string, string[]>, metric: Metric | undefined): Record<string, string[]> =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => metric?.labels.includes(name)));

/**
 * Wide enough to read what a metric means in the list, narrow where the pane is. It stands alone in its row: beside a field with a
 * basis, Grafana's rows keep the height that they would have one below the other.
 */
const getStyles = (theme: GrafanaTheme2) => ({ wide: css({ flex: `0 1 ${theme.spacing(64)}`, minWidth: 0 }) });
