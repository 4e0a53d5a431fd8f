import { t } from '@grafana/i18n';
import { EditorField } from '@grafana/plugin-ui';
import { Combobox, MultiCombobox } from '@grafana/ui';
import type { Aggregation } from '@tart-lab/contract/query.ts';
import type { Metric } from '@tart-lab/contract/metrics.ts';
import { labelName } from './labelName.ts';
import { LimitField } from './LimitField.tsx';
import type { RowProps } from './rowProps.ts';

/** How many series become fewer: folded by label, or only the highest of them. */
export function AggregateFields({ query, change, id, metric }: RowProps & { readonly metric: Metric | undefined }) {
  const groups = [...new Set(['vm', 'cluster', 'mac', ...(metric?.labels ?? []), ...query.groupBy])];
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
        value={query.top}
        onChange={(top) => change({ top })}
      />
    </>
  );
}
