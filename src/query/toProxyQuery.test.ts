import { describe, expect, it } from 'vitest';
import { Query } from '@tart-lab/contract/query.ts';
import { QUERY_KINDS, type TartLabQuery } from './types.ts';
import { toProxyQuery } from './toProxyQuery.ts';
import { withDefaults } from './withDefaults.ts';

const asked = (query: Partial<TartLabQuery>) => toProxyQuery(withDefaults({ refId: 'A', ...query }));

describe('toProxyQuery', () => {
  it.each(QUERY_KINDS)('makes a %s query that the contract accepts', (kind) => {
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

  it('sends namespaces and workloads where they narrow, and no VM where none can', () => {
    const scope = { clusters: ['dev'], vms: ['dev-master'], macs: ['studio'], namespaces: ['demo'], workloads: ['nginx-web'] };
    const none = { macs: [], vms: [], namespaces: [], workloads: [] };
    expect(asked({ kind: 'table', table: 'hpas', ...scope })).toMatchObject({ ...scope, macs: [], vms: [] });
    expect(asked({ kind: 'table', table: 'clusters', ...scope })).toMatchObject({ clusters: ['dev'], ...none });
    expect(asked({ kind: 'table', table: 'pods', ...scope })).toMatchObject(scope);
    expect(asked({ kind: 'table', table: 'vms', ...scope })).toMatchObject({ ...scope, namespaces: [], workloads: [] });
    const flows = asked({ kind: 'flows', ...scope });
    expect(flows).toMatchObject({ view: 'graph', clusters: ['dev'], namespaces: ['demo'], workloads: ['nginx-web'] });
    expect(flows).not.toHaveProperty('vms');
  });

  it('takes “all” of a variable for every verdict and protocol, and leaves other words to the proxy', () => {
    expect(asked({ kind: 'flows', verdicts: ['*'], protocols: ['TCP', 'Telnet'] })).toMatchObject({
      verdicts: [],
      protocols: ['TCP', 'Telnet'],
    });
  });

  it('takes “all” of a variable for every namespace and workload, which then narrow nothing', () => {
    expect(asked({ kind: 'flows', namespaces: ['*'], workloads: ['*'] })).toMatchObject({ namespaces: [], workloads: [] });
  });

  it('keeps a limit within what its kind allows, and limits no rates: their field is hidden', () => {
    expect(asked({ kind: 'flows', limit: 50_000 })).toMatchObject({ limit: 10_000 });
    expect(asked({ kind: 'table', limit: 50_000 })).toMatchObject({ limit: 50_000 });
    expect(asked({ kind: 'flows' })).toMatchObject({ limit: 200 });
    expect(asked({ kind: 'flows', view: 'rates', limit: 5 })).toMatchObject({ limit: 200 });
  });
});
