import { EditorRow } from '@grafana/plugin-ui';
import { AggregateFields } from './AggregateFields.tsx';
import { FilterFields } from './FilterFields.tsx';
import { useCatalog } from './hooks/useCatalog.ts';
import { keysOf, labelsOf } from './keyValues.ts';
import { LabelFields } from './LabelFields.tsx';
import { LegendField } from './LegendField.tsx';
import { MetricField } from './MetricField.tsx';
import { MinIntervalField } from './MinIntervalField.tsx';
import type { RowProps } from './rowProps.ts';
import { metricScope } from './metricScope.ts';
import { ScopeFields } from './ScopeFields.tsx';

/** A time series: the metric, where (VMs, clusters, the metric's own labels), how series are folded and named. */
export function MetricRows(props: RowProps) {
  const catalog = useCatalog(props.datasource.client);
  const metric = catalog.value?.find(({ id }) => id === props.query.metric);
  return (
    <>
      <EditorRow>
        <MetricField {...props} catalog={catalog} />
      </EditorRow>
      <EditorRow>
        <ScopeFields {...props} fields={metricScope(props.query, metric)} />
        <LabelFields {...props} metric={metric} />
        <FilterFields {...props} keys={keysOf(props.query, labelsOf(metric, catalog.value ?? []), []).map((value) => ({ value }))} />
      </EditorRow>
      <EditorRow>
        <AggregateFields {...props} metric={metric} />
        <LegendField {...props} metric={metric} />
        <MinIntervalField {...props} />
      </EditorRow>
    </>
  );
}
