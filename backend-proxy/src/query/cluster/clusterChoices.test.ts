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

async function choices(kind: ValueKind, filter: Partial<ValuesFilter> = {}): Promise<string[]> {
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
  const values = await listValues(kind, { ...none, ...filter }, deps);
  if (!values.ok) throw new Error(values.error.detail);
  return values.value.values.map(({ value }) => value);
}

it('offers namespaces and workloads of whatever lives there, with pods or without', async () => {
  expect(await choices('namespaces')).toEqual(['default', 'demo', 'kube-system']); // default holds a service only
  expect(await choices('workloads', { namespaces: ['demo'] })).toEqual(expect.arrayContaining(['httpbin', 'nginx-web', 'reports']));
  expect(await choices('hpas')).toEqual(['httpbin', 'nginx-web', 'reports']);
});

it('offers for a VM only what is on its node', async () => {
  expect(await choices('nodes', { vms: ['prod-master'] })).toEqual(['prod-master']);
  expect(await choices('hpas', { vms: ['prod-master'] })).toEqual([]);
  expect(await choices('clusters', { vms: ['qa-*'] })).toEqual(['qa']);
  expect(await choices('clusters', { vms: ['prod-*'] })).toEqual(['dev', 'prod']); // a node of dev has that name here
});

it('narrows choices by filters, also by what must not be', async () => {
  const filtered = (kind: ValueKind, ...filters: Filter[]): Promise<string[]> => choices(kind, { filters });
  expect(await filtered('namespaces', { key: 'namespace', operator: '!=', values: ['kube-*'] })).toEqual(['default', 'demo']);
  const all = await choices('pods');
  const inDemo = await filtered('pods', { key: 'namespace', operator: '=', values: ['demo'] });
  expect(inDemo.length).toBeGreaterThan(0);
  expect(inDemo.length).toBeLessThan(all.length);
  const onNode = await filtered('pods', { key: 'node', operator: '=', values: ['prod-master'] });
  const elsewhere = await filtered('pods', { key: 'node', operator: '!=', values: ['prod-master'] });
  expect([...onNode, ...elsewhere].sort()).toEqual([...all].sort());
  expect(await filtered('vms', { key: 'vm', operator: '!=', values: ['qa-1'] })).toEqual(['prod-master']);
});
