import { describe, expect, it } from 'vitest';
import { Query } from '@tart-lab/contract/query.ts';
import type { TartLabQuery } from './types.ts';
import { toProxyQuery } from './toProxyQuery.ts';
import { withDefaults } from './withDefaults.ts';

const asked = (query: Partial<TartLabQuery>) => toProxyQuery(withDefaults({ refId: 'A', ...query }));

describe('toProxyQuery', () => {
  it.each(['metric', 'table', 'events'] as const)('makes a %s query that the contract accepts', (kind) => {
    const query = asked({ kind, metric: 'tart_vm_load1', vms: ['dev-*'], top: 5, kinds: ['vm_started'] });
    expect(Query.parse(query)).toEqual(query);
  });

  it('sends no label filter that says nothing, and no grouping of single series', () => {
    expect(asked({ metric: 'tart_vm_load1', labels: { device: [] }, groupBy: ['vm'] })).toMatchObject({ labels: {}, groupBy: [] });
  });

  it('sends a limit only when there is one', () => {
    expect(asked({ metric: 'tart_vm_load1' })).not.toHaveProperty('top');
    expect(asked({ metric: 'tart_vm_load1', top: 3 })).toHaveProperty('top', 3);
  });
});
