import { useEffect, useState } from 'react';
import type { DataSourceApi, DataSourcePlugin, DataSourceSettings, TestDataSourceResponse } from '@grafana/data';
import { Alert, Button } from '@grafana/ui';
import { Panel } from './Panel.tsx';

interface Props {
  readonly plugin: DataSourcePlugin<DataSourceApi>;
  readonly datasource: DataSourceApi;
}

const SETTINGS_URL = '/api/datasources/uid/tart-lab';

/** The data source's settings with "Save & test", as on Grafana's page for it. */
export function Settings({ plugin, datasource }: Props) {
  const [options, setOptions] = useState(EMPTY);
  const [result, setResult] = useState<TestDataSourceResponse | null>(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    const left = new AbortController();
    void fetch(SETTINGS_URL, { signal: left.signal })
      .then((answer) => answer.json() as Promise<Partial<typeof EMPTY>>)
      .then((stored) => setOptions((before) => ({ ...before, ...stored })))
      .catch((error: unknown) => {
        if (!left.signal.aborted) setResult({ status: 'error', message: `The settings could not be read: ${String(error)}` });
      });
    return () => left.abort();
  }, []);

  async function saveAndTest(): Promise<void> {
    setBusy(true);
    setResult(null);
    const { url, secureJsonData } = options;
    const answer = await fetch(SETTINGS_URL, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ url, token: secureJsonData.token }),
    });
    if (answer.ok) setOptions({ ...options, ...((await answer.json()) as Partial<typeof EMPTY>), secureJsonData: {} });
    setResult(answer.ok ? await datasource.testDatasource() : { status: 'error', message: 'The settings were not saved' });
    setBusy(false);
  }

  const ConfigEditor = plugin.components.ConfigEditor;
  return (
    <Panel title="Settings">
      {ConfigEditor && <ConfigEditor options={options} onOptionsChange={(next) => setOptions(next as typeof EMPTY)} />}
      <div>
        <Button onClick={() => void saveAndTest()} disabled={busy} icon={busy ? 'spinner' : undefined}>
          Save &amp; test
        </Button>
      </div>
      <div aria-live="polite">
        {result && (
          <Alert severity={severityOf(result.status)} title={result.message}>
            {result.details?.message}
            {result.details?.verboseMessage && <details style={{ whiteSpace: 'pre-wrap' }}>{result.details.verboseMessage}</details>}
          </Alert>
        )}
      </div>
    </Panel>
  );
}

const severityOf = (status: string): 'success' | 'warning' | 'error' => (status === 'success' || status === 'warning' ? status : 'error');

const EMPTY: DataSourceSettings<object, { token?: string }> & { secureJsonData: { token?: string } } = {
  id: 1,
  uid: 'tart-lab',
  orgId: 1,
  name: 'Tart Lab',
  typeLogoUrl: '',
  type: 'tartlab-tart-datasource',
  typeName: 'Tart Lab',
  access: 'proxy',
  url: '',
  user: '',
  database: '',
  basicAuth: false,
  basicAuthUser: '',
  isDefault: true,
  jsonData: {},
  secureJsonData: {},
  secureJsonFields: {},
  readOnly: false,
  withCredentials: false,
};
