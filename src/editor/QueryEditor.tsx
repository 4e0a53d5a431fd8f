import { useEffect } from 'react';
import type { QueryEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorRow, EditorRows, FlexItem } from '@grafana/plugin-ui';
import { RadioButtonGroup } from '@grafana/ui';
import type { TartLabDataSource } from '../datasource.ts';
import type { EditorMode, TartLabQuery } from '../query/types.ts';
import type { TartLabSettings } from '../settings.ts';
import { withDefaults } from '../query/withDefaults.ts';
import { LazyCodeView } from './code/LazyCodeView.tsx';
import { columnOptions } from './columnOptions.ts';
import { EventsRow } from './EventsRow.tsx';
import { FlowsRow } from './FlowsRow.tsx';
import { offerRun } from './help/runners.ts';
import { useChange } from './hooks/useChange.ts';
import { KindSwitch } from './KindSwitch.tsx';
import { LiveSwitch } from './LiveSwitch.tsx';
import { MetricRows } from './MetricRows.tsx';
import { TableRow } from './TableRow.tsx';

type Props = QueryEditorProps<TartLabDataSource, TartLabQuery, TartLabSettings>;

/**
 * One query: what is asked (metrics, tables, flows, events), where, and how it is folded and named. It keeps no copy of the query;
 * every choice is saved and asked at once, typed text when it is finished.
 */
export function QueryEditor({ datasource, query: saved, onChange, onRunQuery, data }: Props) {
  const query = withDefaults(saved);
  const change = useChange(query, onChange, onRunQuery);
  const { key, refId } = saved;
  useEffect(() => offerRun(key === undefined ? { refId } : { key, refId }, onRunQuery), [key, refId, onRunQuery]);
  const answered = data?.series.filter(({ refId }) => refId === saved.refId) ?? [];
  const row = { query, change, datasource, id: (name: string) => `tartlab-${saved.refId}-${name}` };
  return (
    <EditorRows>
      <EditorRow>
        <KindSwitch id={row.id('kind')} kind={query.kind} disabled={query.draft !== ''} onChange={(kind) => change({ kind })} />
        <LiveSwitch
          id={row.id('live')}
          live={query.live}
          allowed={datasource.mayBeLive}
          disabled={query.draft !== ''}
          onChange={(live) => change({ live })}
        />
        <FlexItem grow={1} />
        <RadioButtonGroup<EditorMode>
          id={row.id('mode')}
          aria-label={t('editor.mode', 'How to edit')}
          options={[
            { value: 'builder', label: t('editor.mode-builder', 'Builder') },
            { value: 'code', label: t('editor.mode-code', 'Code') },
          ]}
          // A text that cannot be read has no fields to show.
          disabledOptions={query.draft === '' ? [] : ['builder']}
          value={query.editor}
          onChange={(editor) => onChange({ ...query, editor })}
        />
      </EditorRow>
      {query.editor === 'code' ? (
        <EditorRow>
          <LazyCodeView
            {...row}
            columns={columnOptions(
              answered.filter(({ name }) => name === query.table),
              [],
            )}
          />
        </EditorRow>
      ) : (
        <>
          {query.kind === 'metric' && <MetricRows {...row} />}
          {query.kind === 'table' && <TableRow {...row} answered={answered} />}
          {query.kind === 'flows' && <FlowsRow {...row} />}
          {query.kind === 'events' && <EventsRow {...row} />}
        </>
      )}
    </EditorRows>
  );
}
