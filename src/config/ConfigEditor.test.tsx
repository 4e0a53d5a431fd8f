import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { DataSourceSettings } from '@grafana/data';
import type { TartLabSecrets, TartLabSettings } from '../settings.ts';
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
});
