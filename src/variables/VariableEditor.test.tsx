import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { startFakeBackend } from '../testing/fakeBackend.ts';
import { labDataSource } from '../testing/lab.ts';
import { VariableEditor } from './VariableEditor.tsx';
import type { VariableQuery } from './variableQuery.ts';

function openVariable(first: VariableQuery) {
  const requests = startFakeBackend();
  const datasource = labDataSource();
  let saved = first;
  function Host() {
    const [query, setQuery] = useState(first);
    return (
      <VariableEditor
        datasource={datasource}
        query={query}
        onRunQuery={() => undefined}
        onChange={(next) => {
          saved = next;
          setQuery(next);
        }}
      />
    );
  }
  render(<Host />);
  return { user: userEvent.setup(), requests, saved: () => saved };
}

describe('VariableEditor', () => {
  it('lists pods of a cluster and a namespace', async () => {
    const { user, saved } = openVariable({ refId: 'V' });
    await user.type(screen.getByLabelText('Values'), 'Pods');
    await user.click(await screen.findByRole('option', { name: 'Pods' }));
    await user.click(screen.getByLabelText('Cluster'));
    await user.click(await screen.findByRole('option', { name: /dev/ }));
    await user.keyboard('{Escape}');
    await user.type(screen.getByLabelText('Namespace'), '$namespace{ArrowDown}{Enter}');
    expect(saved()).toMatchObject({ values: 'pods', clusters: ['dev'], namespaces: ['$namespace'] });
  });

  it('says that a label is wanted, and lists those of the chosen metric', async () => {
    const { user, saved } = openVariable({ refId: 'V', values: 'labelvalues', metrics: ['tart_vm_cpu_mode_ratio'] });
    expect(screen.getByText('Choose a label to list its values')).toBeInTheDocument();
    await user.click(screen.getByLabelText('Label'));
    expect(screen.queryByRole('option', { name: /Device/ })).not.toBeInTheDocument();
    await user.click(await screen.findByRole('option', { name: /Mode/ }));
    expect(saved()).toMatchObject({ label: 'mode' });
  });

  it.each([
    ['nodes', ['Cluster', 'VM']],
    ['namespaces', ['Cluster', 'VM']],
    ['workloads', ['Cluster', 'Namespace', 'VM']],
    ['pods', ['Cluster', 'Namespace', 'Workload', 'VM']],
    ['hpas', ['Cluster', 'Namespace']],
    ['devices', ['Cluster', 'VM']],
    ['clusters', []],
    ['labelvalues', ['Label', 'Metric', 'Cluster', 'VM']],
  ] as const)('narrows %s by what can narrow them', (values, filters) => {
    openVariable({ refId: 'V', values });
    const shown = ['Label', 'Metric', 'Cluster', 'Namespace', 'Workload', 'VM'].filter((label) => screen.queryByLabelText(label) !== null);
    expect(shown).toEqual(filters);
  });
});
