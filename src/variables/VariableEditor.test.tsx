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
    expect(screen.queryByLabelText('VM')).not.toBeInTheDocument();
    await user.click(screen.getByLabelText('Cluster'));
    await user.click(await screen.findByRole('option', { name: /dev/ }));
    await user.keyboard('{Escape}');
    await user.type(screen.getByLabelText('Namespace'), '$namespace{ArrowDown}{Enter}');
    expect(saved()).toMatchObject({ values: 'pods', clusters: ['dev'], namespaces: ['$namespace'] });
  });

  it.each([
    ['nodes', ['Cluster']],
    ['namespaces', ['Cluster']],
    ['workloads', ['Cluster', 'Namespace']],
    ['hpas', ['Cluster', 'Namespace']],
    ['devices', ['Cluster', 'VM']],
    ['clusters', []],
  ] as const)('narrows %s by what can narrow them', (values, filters) => {
    openVariable({ refId: 'V', values });
    const shown = ['Cluster', 'Namespace', 'VM'].filter((label) => screen.queryByLabelText(label) !== null);
    expect(shown).toEqual(filters);
  });
});
