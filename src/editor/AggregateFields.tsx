import { t } from '@grafana/i18n';
import { EditorField } from '@grafana/plugin-ui';
import { Combobox, MultiCombobox } from '@grafana/ui';
import type { Aggregation } from '@tart-lab/contract/query.ts';
import type { Metric } from '@tart-lab/contract/metrics.ts';
import { labelName } from './labelName.ts';
import { LimitField } from './LimitField.tsx';
import { metricLabels } from './metricLabels.ts';
import type { RowProps } from './rowProps.ts';

/** Most series that `top` and `bottom` may keep. */
const MOST_SERIES = 1000;

/** How many series become fewer: folded by label, or only the highest or lowest of them. */
export function AggregateFields({ query, change, id, metric }: RowProps & { readonly metric: Metric | undefined }) {
  const groups = [...new Set([...metricLabels(metric), ...query.groupBy])];
  return (
    <>
      <EditorField label={t('editor.aggregate', 'Combine')} htmlFor={id('aggregate')}>
        <Combobox<Aggregation>
          id={id('aggregate')}
          options={[
            { value: 'none', label: t('editor.aggregate-none', 'Every series') },
            { value: 'avg', label: t('editor.aggregate-avg', 'Average') },
            { value: 'sum', label: t('editor.aggregate-sum', 'Sum') },
            { value: 'max', label: t('editor.aggregate-max', 'Maximum') },
            { value: 'min', label: t('editor.aggregate-min', 'Minimum') },
          ]}
          value={query.aggregate}
          width={18}
          onChange={({ value }) => change({ aggregate: value })}
        />
      </EditorField>
      {query.aggregate !== 'none' && (
        <EditorField label={t('editor.group-by', 'By')} htmlFor={id('group-by')}>
          <MultiCombobox
            id={id('group-by')}
            options={groups.map((name) => ({ value: name, label: labelName(name) }))}
            value={query.groupBy}
            placeholder={t('editor.group-by-none', 'Nothing: one series')}
            width="auto"
            minWidth={22}
            maxWidth={44}
            onChange={(chosen) => change({ groupBy: chosen.map(({ value }) => value) })}
          />
        </EditorField>
      )}
      <LimitField
        id={id('top')}
        label={t('editor.top', 'Top')}
        tooltip={t('editor.top-help', 'Only the series with the highest mean over the time range.')}
        placeholder={query.bottom === null ? undefined : t('editor.none', 'None')}
        most={MOST_SERIES}
        value={query.top}
        onChange={(top) => change({ top })}
      />
      <LimitField
        id={id('bottom')}
        label={t('editor.bottom', 'Bottom')}
        tooltip={t('editor.bottom-help', 'Only the series with the lowest mean over the time range; beside a top, those as well.')}
        placeholder={query.top === null ? undefined : t('editor.none', 'None')}
        most={MOST_SERIES}
        value={query.bottom}
        onChange={(bottom) => change({ bottom })}
      />
      <LimitField
        id={id('outliers')}
        label={t('editor.outliers', 'Outliers')}
        tooltip={t(
          'editor.outliers-help',
          'Only series that stand out from the others: their mean lies more than this many usual distances (median absolute deviations) from the median of all means. 3 is a good start.',
        )}
        placeholder={t('editor.none', 'None')}
        most={100}
        fraction
        value={query.outliers}
        onChange={(outliers) => change({ outliers })}
      />
    </>
  );
}
