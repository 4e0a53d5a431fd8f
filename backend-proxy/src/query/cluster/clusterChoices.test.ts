import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Filter } from '@tart-lab/contract/query.ts';
import type { ValueKind } from '@tart-lab/contract/routes.ts';
import { testDeps, vmOf } from '../../testing.ts';
import { clusterOf, NOW } from '../../testingClusters.ts';
import { listValues, type ValuesFilter } from '../values.ts';

let deps: ReturnType<typeof testDeps>;
beforeEach(() => {
  deps = testDeps(NOW, [vmOf('prod-master'), vmOf('qa-1')]);
  deps.lab.setClusters([clusterOf()]);
});
afterEach(() => deps.close());

function choices(kind: ValueKind, filter: Partial<ValuesFilter> = {}): string[] {
  const none = {
    search: '',
    limit: 100,
    macs: [],
    clusters: [],
    vms: [],
    namespaces: [],
    workloads: [],
    metrics: [],
    label: '',
    filters: [],
  };
  const values = listValues(kind, { ...none, ...filter }, deps);
  if (!values.ok) throw new Error(values.error.detail);
  return values.value.values.map(({ value }) => value);
}

it('offers namespaces and workloads of whatever lives there, with pods or without', () => {
  expect(choices('namespaces')).toEqual(['default', 'demo', 'kube-system']); // default holds a service only
  expect(choices('workloads', { namespaces: ['demo'] })).toEqual(expect.arrayContaining(['httpbin', 'nginx-web', 'reports']));
  expect(choices('hpas')).toEqual(['httpbin', 'nginx-web', 'reports']);
});

it('offers for a VM only what is on its node', () => {
  expect(choices('nodes', { vms: ['prod-master'] })).toEqual(['prod-master']);
  expect(choices('hpas', { vms: ['prod-master'] })).toEqual([]);
  expect(choices('clusters', { vms: ['qa-*'] })).toEqual(['qa']);
  expect(choices('clusters', { vms: ['prod-*'] })).toEqual(['dev', 'prod']); // a node of dev has that name here
});

it('narrows choices by filters, also by what must not be', () => {
  const filtered = (kind: ValueKind, ...filters: Filter[]): string[] => choices(kind, { filters });
  expect(filtered('namespaces', { key: 'namespace', operator: '!=', values: ['kube-*'] })).toEqual(['default', 'demo']);
  const all = choices('pods');
  const inDemo = filtered('pods', { key: 'namespace', operator: '=', values: ['demo'] });
  expect(inDemo.length).toBeGreaterThan(0);
  expect(inDemo.length).toBeLessThan(all.length);
  const onNode = filtered('pods', { key: 'node', operator: '=', values: ['prod-master'] });
  const elsewhere = filtered('pods', { key: 'node', operator: '!=', values: ['prod-master'] });
  expect([...onNode, ...elsewhere].sort()).toEqual([...all].sort());
  expect(filtered('vms', { key: 'vm', operator: '!=', values: ['qa-1'] })).toEqual(['prod-master']);
});
