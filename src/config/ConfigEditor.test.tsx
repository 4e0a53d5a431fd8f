import { useState } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { DataSourceSettings } from '@grafana/data';
import type { TartLabSecrets, TartLabSettings } from '../settings.ts';
import { startFakeSources } from '../testing/fakeSources.ts';
import { ConfigEditor } from './ConfigEditor.tsx';

type Options = DataSourceSettings<TartLabSettings, TartLabSecrets>;

const OPTIONS: Options = {
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
  isDefault: false,
  jsonData: {},
  secureJsonFields: {},
  readOnly: false,
  withCredentials: false,
};

function openSettings(first: Partial<Options> = {}) {
  let saved: Options = { ...OPTIONS, ...first };
  function Host() {
    const [options, setOptions] = useState(saved);
    return (
      <ConfigEditor
        options={options}
        onOptionsChange={(next) => {
          saved = next;
          setOptions(next);
        }}
      />
    );
  }
  render(<Host />);
  return { user: userEvent.setup(), saved: () => saved };
}

beforeEach(() => startFakeSources({ prom: ['prometheus', 'Metrics'], other: ['prometheus', 'Metrics elsewhere'], logs: ['loki', 'Logs'] }));

describe('ConfigEditor', () => {
  it('keeps the address, and the token among the secrets only', async () => {
    const { user, saved } = openSettings();
    await user.type(screen.getByLabelText(/^URL/), 'http://proxy:4100');
    await user.type(screen.getByLabelText(/^Token/), 'secret');
    expect(saved().url).toBe('http://proxy:4100');
    expect(saved().secureJsonData).toEqual({ token: 'secret' });
    expect(JSON.stringify(saved().jsonData)).not.toContain('secret');
  });

  it('says what is wrong with an address that Grafana cannot call', async () => {
    const { user } = openSettings();
    await user.type(screen.getByLabelText(/^URL/), 'proxy:4100');
    expect(screen.getByText(/Write a whole address/)).toBeInTheDocument();
  });

  it('forgets a stored token only when asked', async () => {
    const { user, saved } = openSettings({ secureJsonFields: { token: true } });
    expect(screen.getByLabelText(/^Token/)).toBeDisabled();
    await user.click(screen.getByRole('button', { name: 'Reset' }));
    expect(saved().secureJsonFields).toEqual({ token: false });
  });

  it('keeps certificates among the secrets, and asks for them only when they are wanted', async () => {
    const { user, saved } = openSettings();
    await user.click(screen.getByRole('button', { name: /TLS/ }));
    expect(screen.queryByLabelText('CA certificate')).not.toBeInTheDocument();
    await user.click(screen.getByLabelText(/authority of our own/));
    await user.type(screen.getByLabelText('CA certificate'), 'PEM');
    await user.type(screen.getByLabelText(/^Server name/), 'lab.example');
    expect(saved().jsonData).toEqual({ tlsAuthWithCACert: true, serverName: 'lab.example' });
    expect(saved().secureJsonData).toEqual({ tlsCACert: 'PEM' });
  });

  it('switches live queries off and names a first cluster', async () => {
    const { user, saved } = openSettings();
    await user.click(screen.getByLabelText(/^Live queries/));
    await user.type(screen.getByLabelText(/^Default cluster/), 'dev');
    expect(saved().jsonData).toEqual({ streaming: false, defaultCluster: 'dev' });
  });

  it('links a Prometheus, with the labels that it uses', async () => {
    const { user, saved } = openSettings({ jsonData: { prometheus: { uid: 'prom' } } });
    const label = screen.getByLabelText('Label of the VM');
    expect(label).toHaveValue('instance');
    await user.clear(label);
    await user.type(label, 'host');
    expect(saved().jsonData).toEqual({ prometheus: { uid: 'prom', vmLabel: 'host' } });
  });

  it('offers sources of the right kind', async () => {
    const { user, saved } = openSettings({ jsonData: { prometheus: { uid: 'prom' } } });
    await user.type(screen.getAllByLabelText('Data source')[1]!, '{ArrowDown}');
    expect(screen.queryByText('Metrics elsewhere')).not.toBeInTheDocument();
    await user.keyboard('{Enter}');
    expect(saved().jsonData.loki).toEqual({ uid: 'logs' });
  });

  it('can be read, not changed, when it is provisioned', () => {
    openSettings({ readOnly: true, jsonData: { tlsSkipVerify: true } });
    for (const input of screen.getAllByRole('checkbox')) expect(input).toBeDisabled();
    for (const input of screen.getAllByRole('textbox')) expect(input).toBeDisabled();
  });
});
