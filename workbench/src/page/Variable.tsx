import { useEffect, useState } from 'react';
import {
  CustomVariableSupport,
  dateTime,
  type DataQuery,
  type DataQueryRequest,
  type DataSourceApi,
  type MetricFindValue,
} from '@grafana/data';
import { Button } from '@grafana/ui';
import { Panel } from './Panel.tsx';

/** The editor of a dashboard variable and what it lists, as on Grafana's page for it; opened by a button. */
export function Variable({ datasource }: { readonly datasource: DataSourceApi }) {
  const [open, setOpen] = useState(false);
  const support = datasource.variables;
  if (!(support instanceof CustomVariableSupport)) return null;
  return (
    <Panel
      title="Dashboard variable"
      actions={
        <Button size="sm" variant="secondary" icon="pen" aria-expanded={open} onClick={() => setOpen(!open)}>
          Edit
        </Button>
      }
    >
      {open && <Opened datasource={datasource} support={support} />}
    </Panel>
  );
}

interface Props {
  readonly datasource: DataSourceApi;
  readonly support: CustomVariableSupport<DataSourceApi>;
}

function Opened({ datasource, support }: Props) {
  const [query, setQuery] = useState<DataQuery>({ refId: 'V' });
  const [values, setValues] = useState<readonly MetricFindValue[]>([]);
  useEffect(() => {
    const asked = support.query(requestOf(query)).subscribe(({ data }) => setValues(data as MetricFindValue[]));
    return () => asked.unsubscribe();
  }, [support, query]);
  const Editor = support.editor;
  return (
    <>
      <Editor datasource={datasource} query={query} onChange={setQuery} onRunQuery={() => undefined} />
      <ul aria-label="Values of the variable">
        {values.map(({ text, value }) => (
          <li key={value}>{text}</li>
        ))}
      </ul>
    </>
  );
}

function requestOf(query: DataQuery): DataQueryRequest<DataQuery> {
  const now = dateTime();
  return {
    app: 'dashboard',
    requestId: 'variable',
    interval: '5s',
    intervalMs: 5000,
    range: { from: now, to: now, raw: { from: now, to: now } },
    scopedVars: {},
    startTime: Date.now(),
    targets: [query],
    timezone: 'browser',
  };
}
