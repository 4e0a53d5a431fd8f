import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { TartLabQuery } from '../query/types.ts';
import { toProxyQuery } from '../query/toProxyQuery.ts';
import { withDefaults } from '../query/withDefaults.ts';
import { startFakeBackend } from '../testing/fakeBackend.ts';
import { labDataSource } from '../testing/lab.ts';
import { QueryEditor } from './QueryEditor.tsx';

function openEditor(first: TartLabQuery) {
  startFakeBackend();
  const datasource = labDataSource();
  let saved = first;
  function Host() {
    const [query, setQuery] = useState(first);
    const put = (next: TartLabQuery): void => {
      saved = next;
      setQuery(next);
    };
    return <QueryEditor datasource={datasource} query={query} onRunQuery={() => undefined} onChange={put} />;
  }
  render(<Host />);
  return { user: userEvent.setup(), saved: () => saved, asked: () => toProxyQuery(withDefaults(saved)) };
}

describe('filters', () => {
  it('are added, half-filled without narrowing anything, filled in and removed', async () => {
    const { user, saved, asked } = openEditor({ refId: 'A', metric: 'tart_vm_filesystem_used_ratio' });
    await user.click(await screen.findByRole('button', { name: 'Add a filter' }));
    expect(saved().filters).toEqual([{ key: '', operator: '=', values: [] }]);
    expect(asked()).toMatchObject({ filters: [] });
    await user.click(screen.getByLabelText('Filter 1: what'));
    await user.click(await screen.findByRole('option', { name: /Mount point/ }));
    await user.click(screen.getByLabelText('Filter 1: how'));
    await user.click(await screen.findByRole('option', { name: '!=' }));
    await user.click(screen.getByLabelText('Filter 1: values'));
    await user.click(await screen.findByRole('option', { name: /^\/boot/ }));
    expect(asked()).toMatchObject({ filters: [{ key: 'mountpoint', operator: '!=', values: ['/boot'] }] });
    await user.click(screen.getByRole('button', { name: 'Remove filter 1' }));
    expect(saved().filters).toEqual([]);
  });
});

describe('the metric’s numbers', () => {
  it('take outliers as a fraction and a least interval, and refuse what is none', async () => {
    const { user, saved } = openEditor({ refId: 'A', metric: 'tart_vm_load1' });
    await user.type(screen.getByLabelText('Outliers'), '2.5{Enter}');
    await user.type(screen.getByLabelText('Min interval'), '30s{Enter}');
    expect(saved()).toMatchObject({ outliers: 2.5, minInterval: '30s' });
    expect(toProxyQuery(withDefaults(saved()))).toMatchObject({ outliers: 2.5, minIntervalMs: 30_000 });
    await user.clear(screen.getByLabelText('Min interval'));
    await user.type(screen.getByLabelText('Min interval'), 'soon');
    expect(screen.getByText('An interval such as 30s, 5m or 1h')).toBeInTheDocument();
  });
});

describe('the way of editing', () => {
  it('is saved, and goes back only from a text that can be read', async () => {
    const { user, saved } = openEditor({ refId: 'A', metric: 'tart_vm_load1' });
    expect(screen.getByRole('radio', { name: 'Builder' })).toBeEnabled();
    await user.click(screen.getByRole('radio', { name: 'Code' }));
    expect(saved()).toMatchObject({ editor: 'code', metric: 'tart_vm_load1' });
  });

  it('keeps a broken text in the code view', () => {
    openEditor({ refId: 'A', metric: 'tart_vm_load1', editor: 'code', draft: 'tart_vm_load1{' });
    expect(screen.getByRole('radio', { name: 'Builder' })).toBeDisabled();
  });
});
