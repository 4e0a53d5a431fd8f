import { useState } from 'react';
import { CoreApp, LoadingState, type DataFrame, type DataQuery, type DataSourceApi, type DataSourcePlugin } from '@grafana/data';
import { Button, RadioButtonGroup } from '@grafana/ui';
import { Answer } from './Answer.tsx';
import { Panel } from './Panel.tsx';
import { useQuery } from './useQuery.ts';

interface Props {
  readonly plugin: DataSourcePlugin<DataSourceApi>;
  readonly datasource: DataSourceApi;
}

const RANGES_MINUTES = [5, 15, 60, 360, 1440];
const REF_IDS = ['A', 'B', 'C', 'D', 'E', 'F'];

/** The query editor and its answer, as in Explore: every change runs, and the page asks again every 5 s when told to. */
export function Explore({ plugin, datasource }: Props) {
  const [queries, setQueries] = useState<DataQuery[]>([{ refId: 'A', ...datasource.getDefaultQuery?.(CoreApp.Explore) }]);
  const [minutes, setMinutes] = useState(15);
  const [live, setLive] = useState(true);
  const { data, loading, run } = useQuery(datasource, queries, minutes, live);
  const [helping, setHelping] = useState(false);
  const { QueryEditor: Editor, QueryEditorHelp: Help } = plugin.components;
  const free = REF_IDS.find((refId) => queries.every((query) => query.refId !== refId));

  return (
    <Panel
      title="Explore"
      actions={
        <>
          <RadioButtonGroup<number>
            aria-label="Time range"
            size="sm"
            options={RANGES_MINUTES.map((value) => ({ value, label: value < 60 ? `${value} m` : `${value / 60} h` }))}
            value={minutes}
            onChange={setMinutes}
          />
          <Button size="sm" variant="secondary" icon={live ? 'pause' : 'play'} aria-pressed={live} onClick={() => setLive(!live)}>
            Every 5 s
          </Button>
          {Help && (
            <Button size="sm" variant="secondary" icon="question-circle" aria-expanded={helping} onClick={() => setHelping(!helping)}>
              Help
            </Button>
          )}
          <Button size="sm" icon={loading ? 'spinner' : 'sync'} onClick={run}>
            Run
          </Button>
        </>
      }
    >
      {helping && Help && queries[0] && (
        <Help
          datasource={datasource}
          query={queries[0]}
          onClickExample={(example) => setQueries(([first, ...others]) => [{ ...example, refId: first?.refId ?? 'A' }, ...others])}
        />
      )}
      {queries.map((query) => (
        <div key={query.refId} role="group" aria-label={`Query ${query.refId}`}>
          {Editor && (
            <Editor
              datasource={datasource}
              query={query}
              app={CoreApp.Explore}
              data={data ? { series: data.data as DataFrame[], state: LoadingState.Done, timeRange: data.range } : undefined}
              onChange={(next) => setQueries((before) => before.map((one) => (one.refId === next.refId ? next : one)))}
              onRunQuery={run}
            />
          )}
          <Answer.Errors errors={data?.errors?.filter(({ refId }) => refId === query.refId) ?? []} />
          {queries.length > 1 && (
            <Button
              size="sm"
              fill="text"
              variant="secondary"
              icon="trash-alt"
              onClick={() => setQueries((before) => before.filter(({ refId }) => refId !== query.refId))}
            >
              Remove query {query.refId}
            </Button>
          )}
        </div>
      ))}
      {free && (
        <div>
          <Button
            size="sm"
            variant="secondary"
            icon="plus"
            onClick={() => setQueries((before) => [...before, { refId: free, ...datasource.getDefaultQuery?.(CoreApp.Explore) }])}
          >
            Add query
          </Button>
        </div>
      )}
      {data && <Answer data={data} />}
    </Panel>
  );
}
