import type { QueryEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorRow, EditorRows } from '@grafana/plugin-ui';
import { RadioButtonGroup } from '@grafana/ui';
import type { TartLabDataSource } from '../datasource.ts';
import type { QueryKind, TartLabQuery } from '../query/types.ts';
import type { TartLabSettings } from '../settings.ts';
import { withDefaults } from '../query/withDefaults.ts';
import { EventsRow } from './EventsRow.tsx';
import { FlowsRow } from './FlowsRow.tsx';
import { MetricRows } from './MetricRows.tsx';
import { TableRow } from './TableRow.tsx';

type Props = QueryEditorProps<TartLabDataSource, TartLabQuery, TartLabSettings>;

/**
 * One query: what is asked (metrics, tables, flows, events), where, and how it is folded and named. It keeps no copy of the query;
 * every choice is saved and asked at once, typed text when it is finished.
 */
export function QueryEditor({ datasource, query: saved, onChange, onRunQuery, data }: Props) {
  const query = withDefaults(saved);
  const change = (fields: Partial<TartLabQuery>): void => {
    onChange({ ...query, ...fields });
    onRunQuery();
  };
  const row = { query, change, datasource, id: (name: string) => `tartlab-${saved.refId}-${name}` };
  return (
    <EditorRows>
      <EditorRow>
        <RadioButtonGroup<QueryKind>
          aria-label={t('editor.kind', 'What to query')}
          options={[
            { value: 'metric', label: t('editor.kind-metric', 'Metrics'), description: t('editor.kind-metric-help', 'Numbers over time') },
            { value: 'table', label: t('editor.kind-table', 'Tables'), description: t('editor.kind-table-help', 'The lab as it is now') },
            {
              value: 'flows',
              label: t('editor.kind-flows', 'Flows'),
              description: t('editor.kind-flows-help', 'Who talks to whom in the clusters'),
            },
            {
              value: 'events',
              label: t('editor.kind-events', 'Events'),
              description: t('editor.kind-events-help', 'What happened to VMs and clusters'),
            },
          ]}
          value={query.kind}
          onChange={(kind) => change({ kind })}
        />
      </EditorRow>
      {query.kind === 'metric' && <MetricRows {...row} />}
      {query.kind === 'table' && <TableRow {...row} answered={data?.series.filter(({ refId }) => refId === saved.refId) ?? []} />}
      {query.kind === 'flows' && <FlowsRow {...row} />}
      {query.kind === 'events' && <EventsRow {...row} />}
    </EditorRows>
  );
}
