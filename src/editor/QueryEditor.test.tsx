import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { TartLabQuery } from '../query/types.ts';
import { LAB, startFakeBackend, type Answers } from '../testing/fakeBackend.ts';
import { labDataSource } from '../testing/lab.ts';
import { QueryEditor } from './QueryEditor.tsx';

/** The editor as Grafana holds it: the saved query outside, handed back at every change. */
function openEditor(first: TartLabQuery, answers: Answers = LAB, variables: Record<string, string> = {}) {
  const requests = startFakeBackend(answers, variables);
  const datasource = labDataSource();
  const onRunQuery = vi.fn();
  let saved = first;
  function Host() {
    const [query, setQuery] = useState(first);
    return (
      <QueryEditor
        datasource={datasource}
        query={query}
        onRunQuery={onRunQuery}
        onChange={(next) => {
          saved = next;
          setQuery(next);
        }}
      />
    );
  }
  render(<Host />);
  return { user: userEvent.setup(), onRunQuery, requests, saved: () => saved };
}

describe('QueryEditor', () => {
  it('picks a metric from the catalogue and asks at once', async () => {
    const { user, saved, onRunQuery } = openEditor({ refId: 'A' });
    await user.type(await screen.findByLabelText('Metric'), 'Memory used');
    await user.click(await screen.findByRole('option', { name: /Memory used %/ }));
    expect(saved()).toMatchObject({ kind: 'metric', metric: 'tart_vm_memory_used_ratio' });
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  it('says on its own row that no metric is chosen', async () => {
    openEditor({ refId: 'A' });
    expect(await screen.findByText('Choose a metric to run this query')).toBeInTheDocument();
  });

  it('offers live VMs, narrowed by the chosen cluster', async () => {
    const { user, saved, requests } = openEditor({ refId: 'A', metric: 'tart_vm_load1', clusters: ['dev'] });
    await user.click(screen.getByLabelText('VM'));
    await user.click(await screen.findByRole('option', { name: /dev-worker1/ }));
    expect(saved().vms).toEqual(['dev-worker1']);
    expect(requests.map(({ url }) => url)).toContainEqual(expect.stringContaining('/api/v1/values/vms?limit=1000&cluster=dev'));
  });

  it('takes a pattern that was typed', async () => {
    const { user, saved } = openEditor({ refId: 'A', metric: 'tart_vm_load1' });
    await user.type(screen.getByLabelText('VM'), 'dev-*{ArrowDown}{Enter}');
    expect(saved().vms).toEqual(['dev-*']);
  });

  it('offers the dashboard’s variables', async () => {
    const { user, saved } = openEditor({ refId: 'A', metric: 'tart_vm_load1' }, LAB, { vm: 'dev-master' });
    await user.click(screen.getByLabelText('VM'));
    await user.click(await screen.findByRole('option', { name: /\$vm/ }));
    expect(saved().vms).toEqual(['$vm']);
  });

  it('filters by the labels of the chosen metric', async () => {
    const { user, saved } = openEditor({ refId: 'A', metric: 'tart_vm_filesystem_used_ratio' });
    await user.click(await screen.findByLabelText('Mount point'));
    await user.click(await screen.findByRole('option', { name: /^\/boot/ }));
    expect(saved().labels).toEqual({ mountpoint: ['/boot'] });
  });

  it('asks for a legend when it is finished, not at every key', async () => {
    const { user, saved, onRunQuery } = openEditor({ refId: 'A', metric: 'tart_vm_load1' });
    await user.type(screen.getByLabelText('Legend'), 'load');
    expect(onRunQuery).not.toHaveBeenCalled();
    await user.keyboard('{Enter}');
    expect(saved().legend).toBe('load');
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  it('refuses a limit that is no number and keeps the query', async () => {
    const { user, saved } = openEditor({ refId: 'A', metric: 'tart_vm_load1', top: 5 });
    await user.clear(screen.getByLabelText('Top'));
    await user.type(screen.getByLabelText('Top'), 'many');
    expect(screen.getByText('A whole number from 1')).toBeInTheDocument();
    await user.tab();
    expect(saved().top).toBe(5);
  });

  it('keeps what was chosen while the kind is switched', async () => {
    const { user, saved } = openEditor({ refId: 'A', metric: 'tart_vm_load1', vms: ['dev-*'] });
    await user.click(screen.getByLabelText('Tables'));
    expect(saved()).toMatchObject({ kind: 'table', table: 'vms', metric: 'tart_vm_load1', vms: ['dev-*'] });
    expect(screen.getByLabelText('Table')).toBeInTheDocument();
  });

  it('shows why there are no choices beside the field that lacks them', async () => {
    openEditor({ refId: 'A', metric: 'tart_vm_load1' }, { ...LAB, '/api/v1/values/vms': () => ({ status: 502, data: '' }) });
    expect(await screen.findByText(/Grafana cannot reach the Tart Lab proxy, while trying to list the vms/)).toBeInTheDocument();
  });
});
