import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { TartLabQuery } from '../../query/types.ts';
import { LAB, startFakeBackend } from '../../testing/fakeBackend.ts';
import { labDataSource } from '../../testing/lab.ts';
import { QueryEditor } from '../QueryEditor.tsx';
import QueryHelp from './QueryHelp.tsx';

/** Two rows of Explore with the help of the second one open, as Grafana holds them: an example only changes its query. */
function openHelp() {
  startFakeBackend(LAB, {});
  const datasource = labDataSource({});
  const asked: TartLabQuery[] = [];
  const onRunOther = vi.fn();
  function Host() {
    const [query, setQuery] = useState<TartLabQuery>({ refId: 'A', key: 'right', metric: 'tart_vm_load1' });
    const [latest] = useState({ query });
    const change = (next: TartLabQuery): void => {
      latest.query = next;
      setQuery(next);
    };
    return (
      <>
        <QueryEditor datasource={datasource} query={{ refId: 'A', key: 'left' }} onRunQuery={onRunOther} onChange={vi.fn()} />
        <QueryEditor datasource={datasource} query={query} onRunQuery={() => asked.push(latest.query)} onChange={change} />
        <QueryHelp datasource={datasource} query={query} onClickExample={change} />
      </>
    );
  }
  render(<Host />);
  return { user: userEvent.setup(), asked, onRunOther };
}

describe('the help', () => {
  it('asks an example at the click, in its own row alone', async () => {
    const { user, asked, onRunOther } = openHelp();
    await user.click(screen.getByRole('button', { name: 'Every VM as it is now' }));
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ refId: 'A', key: 'right', kind: 'table', table: 'vms' });
    expect(onRunOther).not.toHaveBeenCalled();
  });
});
