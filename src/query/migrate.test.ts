import { describe, expect, it } from 'vitest';
import type { TartLabQuery } from './types.ts';
import { migrate } from './migrate.ts';
import { withDefaults } from './withDefaults.ts';

/** Dashboard JSON is not typed: whatever someone once saved. */
const saved = (fields: object): TartLabQuery => ({ refId: 'A', ...fields });

describe('migrate', () => {
  it('keeps what Grafana put on the query', () => {
    const datasource = { type: 'tartlab-tart-datasource', uid: 'tart-lab' };
    expect(migrate(saved({ hide: true, datasource }))).toMatchObject({ refId: 'A', hide: true, datasource });
  });

  it('reads a single name as a list of one', () => {
    expect(migrate(saved({ vms: 'dev-*', labels: { device: 'en0' } }))).toMatchObject({ vms: ['dev-*'], labels: { device: ['en0'] } });
  });

  it('drops a field that cannot be understood and keeps the others', () => {
    const query = migrate(saved({ kind: 'pods', aggregate: 'median', top: -1, table: 'volumes', metric: 'tart_vm_load1' }));
    expect(query).toMatchObject({ metric: 'tart_vm_load1' });
    expect([query.kind, query.aggregate, query.top, query.table]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('keeps a query from before there were clusters as it was', () => {
    const old = { version: 1, kind: 'table', table: 'vms', vms: ['dev-*'], columns: ['vm', 'address'], limit: 20 };
    expect(migrate(saved(old))).toEqual({ refId: 'A', ...old });
    expect(withDefaults(saved(old))).toMatchObject({ ...old, namespaces: [], workloads: [], view: 'graph', verdicts: [], protocols: [] });
  });

  it('reads flows, with variables among the words, and drops a view of nobody', () => {
    const flows = { kind: 'flows', verdicts: ['dropped', '$verdict'], protocols: 'DNS', namespaces: 'demo' };
    const query = migrate(saved({ ...flows, view: 'sankey' }));
    expect(query).toMatchObject({ ...flows, protocols: ['DNS'], namespaces: ['demo'] });
    expect(query).not.toHaveProperty('view');
  });

  it('keeps filters that can be read, half-filled ones too, and drops the others alone', () => {
    const half = { key: 'vm', operator: '=', values: [] };
    const whole = { key: 'device', operator: '!=', values: ['lo'] };
    expect(migrate(saved({ filters: [half, 'device', whole, { key: 'node', operator: '≈', values: 'dev-master' }] })).filters).toEqual([
      half,
      whole,
      { key: 'node', operator: '=', values: ['dev-master'] },
    ]);
  });

  it('reads a query from before there were filters, outliers and texts', () => {
    const old = { version: 1, kind: 'metric', metric: 'tart_vm_load1', top: 3 };
    expect(withDefaults(saved(old))).toMatchObject({ ...old, filters: [], outliers: null, minInterval: '', editor: 'builder', draft: '' });
  });

  it('drops fields of nobody', () => {
    expect(migrate(saved({ expr: 'up' }))).not.toHaveProperty('expr');
  });
});

describe('withDefaults', () => {
  it('asks for a metric of every VM when nothing is said', () => {
    expect(withDefaults({ refId: 'A' })).toMatchObject({ kind: 'metric', metric: '', vms: [], clusters: [], aggregate: 'none', top: null });
  });

  it('has no field without a value, which an address could not keep', () => {
    const query = saved({ metric: 'tart_vm_load1', hide: undefined, table: 'volumes' });
    expect(migrate(query)).toStrictEqual({ refId: 'A', metric: 'tart_vm_load1', version: 1 });
    expect(withDefaults(query)).toStrictEqual(JSON.parse(JSON.stringify(withDefaults(query))));
  });
});
