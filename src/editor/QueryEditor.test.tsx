import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createDataFrame, FieldType, getDefaultTimeRange, LoadingState, type DataFrame } from '@grafana/data';
import type { TartLabQuery } from '../query/types.ts';
import type { TartLabSettings } from '../settings.ts';
import { LAB, startFakeBackend, type Answers } from '../testing/fakeBackend.ts';
import { labDataSource } from '../testing/lab.ts';
import { QueryEditor } from './QueryEditor.tsx';

/** The editor as Grafana holds it: the saved query outside, handed back at every change. */
function openEditor(
  first: TartLabQuery,
  answers: Answers = LAB,
  variables: Record<string, string> = {},
  answered: DataFrame[] = [],
  settings: TartLabSettings = {},
) {
  const requests = startFakeBackend(answers, variables);
  const datasource = labDataSource(settings);
  const onRunQuery = vi.fn();
  let saved = first;
  function Host() {
    const [query, setQuery] = useState(first);
    return (
      <QueryEditor
        datasource={datasource}
        query={query}
        onRunQuery={onRunQuery}
        data={{ series: answered, state: LoadingState.Done, timeRange: getDefaultTimeRange() }}
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
    expect(screen.getByText('A whole number from 1 to 1000')).toBeInTheDocument();
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

  it('offers all of a cluster’s tables and asks them for no VM', async () => {
    const { user, saved } = openEditor({ refId: 'A', kind: 'table', vms: ['dev-*'], columns: ['vm'] });
    await user.type(screen.getByLabelText('Table'), 'HPA');
    await user.click(await screen.findByRole('option', { name: /HPAs/ }));
    expect(saved()).toMatchObject({ table: 'hpas', columns: [], vms: ['dev-*'] });
    expect(screen.queryByLabelText('VM')).not.toBeInTheDocument();
    expect(screen.getByLabelText('Namespace')).toBeInTheDocument();
    expect(screen.getByLabelText('Workload')).toBeInTheDocument();
  });

  it('picks columns of the last answer, or by their ids, and limits rows', async () => {
    const pods = createDataFrame({
      refId: 'A',
      name: 'pods',
      fields: [{ name: 'restarts', type: FieldType.number, config: { displayNameFromDS: 'Restarts' }, values: [] }],
    });
    const { user, saved } = openEditor({ refId: 'A', kind: 'table', table: 'pods' }, LAB, {}, [pods]);
    await user.click(screen.getByLabelText('Columns'));
    await user.click(await screen.findByRole('option', { name: /Restarts/ }));
    await user.type(screen.getByLabelText('Columns'), 'qos{ArrowDown}{Enter}');
    expect(saved().columns).toEqual(['restarts', 'qos']);
    await user.type(screen.getByLabelText('Limit'), '50{Enter}');
    expect(saved().limit).toBe(50);
  });

  it('filters a pod’s metric by labels that the proxy lists, a namespace narrowing the others', async () => {
    const { user, saved, requests } = openEditor({ refId: 'A', metric: 'tart_pod_restarts', clusters: ['dev'] });
    await user.click(await screen.findByLabelText('Namespace'));
    await user.click(await screen.findByRole('option', { name: /demo/ }));
    await user.keyboard('{Escape}');
    await user.click(screen.getByLabelText('Pod'));
    await user.click(await screen.findByRole('option', { name: /redis-0/ }));
    expect(saved().labels).toEqual({ namespace: ['demo'], pod: ['redis-0'] });
    const asked = requests.map(({ url }) => url);
    for (const kind of ['nodes', 'workloads', 'pods']) {
      expect(asked).toContainEqual(
        expect.stringMatching(new RegExp(`/values/${kind}\\?.*cluster=dev.*metric=tart_pod_restarts&namespace=demo`)),
      );
    }
  });

  it('keeps the filters that the next metric has too', async () => {
    const labels = { namespace: ['demo'], pod: ['redis-0'] };
    const { user, saved } = openEditor({ refId: 'A', metric: 'tart_pod_restarts', labels });
    await user.type(await screen.findByLabelText('Metric'), 'Workload pods');
    await user.click(await screen.findByRole('option', { name: /Workload pods ready/ }));
    expect(saved()).toMatchObject({ metric: 'tart_workload_pods_ready', labels: { namespace: ['demo'] } });
  });

  it('keeps the lowest series, beside the highest', async () => {
    const { user, saved } = openEditor({ refId: 'A', metric: 'tart_vm_load1', top: 3 });
    await user.type(screen.getByLabelText('Bottom'), '2{Enter}');
    expect(saved()).toMatchObject({ top: 3, bottom: 2 });
  });
});

describe('QueryEditor’s switch for live values', () => {
  it.each(['metric', 'table', 'flows', 'events'] as const)('makes a query of %s live', async (kind) => {
    const { user, saved, onRunQuery } = openEditor({ refId: 'A', kind, metric: 'tart_vm_load1' });
    await user.click(screen.getByRole('switch', { name: 'Live' }));
    expect(saved()).toMatchObject({ kind, live: true });
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  it('cannot be used where the settings forbid it', () => {
    openEditor({ refId: 'A', metric: 'tart_vm_load1', live: true }, LAB, {}, [], { streaming: false });
    expect(screen.getByRole('switch', { name: 'Live' })).toBeDisabled();
    expect(screen.getByRole('switch', { name: 'Live' })).not.toBeChecked();
  });
});

describe('QueryEditor of flows', () => {
  it('asks for a graph first', async () => {
    const { user, saved } = openEditor({ refId: 'A', vms: ['dev-*'] });
    await user.click(screen.getByLabelText('Flows'));
    expect(saved()).toMatchObject({ kind: 'flows', view: 'graph', limit: null, vms: ['dev-*'] });
    expect(screen.queryByLabelText('VM')).not.toBeInTheDocument();
  });

  it.each([
    ['Cluster', 'dev', { clusters: ['dev'] }],
    ['Namespace', 'demo', { namespaces: ['demo'] }],
    ['Workload', 'redis', { workloads: ['redis'] }],
    ['Verdict', 'Dropped', { verdicts: ['dropped'] }],
    ['Protocol', 'HTTP', { protocols: ['HTTP'] }],
  ])('narrows flows by %s', async (field, choice, fields) => {
    const { user, saved, onRunQuery } = openEditor({ refId: 'A', kind: 'flows' });
    await user.click(screen.getByLabelText(field));
    await user.click(await screen.findByRole('option', { name: new RegExp(`^${choice}`) }));
    expect(saved()).toMatchObject(fields);
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  it('limits a graph', async () => {
    const { user, saved } = openEditor({ refId: 'A', kind: 'flows' });
    await user.type(screen.getByLabelText('Limit'), '50{Enter}');
    expect(saved().limit).toBe(50);
  });

  it('narrows workloads by cluster and namespace', async () => {
    const { requests } = openEditor({ refId: 'A', kind: 'flows', clusters: ['dev'], namespaces: ['demo'] });
    await waitFor(() =>
      expect(requests.map(({ url }) => url)).toContainEqual(
        expect.stringMatching(/values\/workloads\?limit=1000&cluster=dev&namespace=demo$/),
      ),
    );
  });

  it('limits everything but rates', async () => {
    const { user, saved } = openEditor({ refId: 'A', kind: 'flows', limit: 20 });
    expect(screen.getByLabelText('Limit')).toHaveValue('20');
    await user.click(screen.getByLabelText('View'));
    await user.click(await screen.findByRole('option', { name: /Rates/ }));
    expect(saved()).toMatchObject({ view: 'rates', limit: 20 });
    expect(screen.queryByLabelText('Limit')).not.toBeInTheDocument();
  });

  it('takes variables for verdicts', async () => {
    const { user, saved } = openEditor({ refId: 'A', kind: 'flows' }, LAB, { verdict: 'dropped' });
    await user.click(screen.getByLabelText('Verdict'));
    await user.click(await screen.findByRole('option', { name: /\$verdict/ }));
    expect(saved().verdicts).toEqual(['$verdict']);
  });
});
