import { describe as suite, expect, it } from 'vitest';
import { describe } from './describe.ts';

suite('describe', () => {
  it('says metric, place, grouping and limit in one line', () => {
    expect(describe({ refId: 'A', metric: 'tart_vm_cpu_busy_ratio', vms: ['dev-*'], aggregate: 'avg', groupBy: ['cluster'], top: 3 })).toBe(
      'avg of tart_vm_cpu_busy_ratio · dev-* · by cluster · top 3',
    );
  });

  it('names a table, events, and a query without a metric', () => {
    expect(describe({ refId: 'A', kind: 'table', table: 'ports', clusters: ['dev'] })).toBe('ports · dev');
    expect(describe({ refId: 'A', kind: 'events', kinds: ['vm_stopped'] })).toBe('events vm_stopped');
    expect(describe({ refId: 'A' })).toBe('no metric');
  });

  it('names flows by their view, place and words', () => {
    expect(
      describe({
        refId: 'A',
        kind: 'flows',
        view: 'list',
        clusters: ['dev'],
        namespaces: ['demo'],
        workloads: ['nginx-*'],
        verdicts: ['dropped', 'error'],
        protocols: ['HTTP'],
      }),
    ).toBe('flows list · dev · namespace: demo · workload: nginx-* · dropped, error · HTTP');
    expect(describe({ refId: 'A', kind: 'flows' })).toBe('flows graph');
  });

  it('leaves out what does not narrow the query', () => {
    expect(describe({ refId: 'A', kind: 'table', table: 'clusters', clusters: ['dev'], vms: ['dev-master'], namespaces: ['demo'] })).toBe(
      'clusters · dev',
    );
    expect(describe({ refId: 'A', kind: 'flows', vms: ['dev-master'], macs: ['studio'] })).toBe('flows graph');
  });
});
