import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ValueKind } from '@tart-lab/contract/routes.ts';
import { testDeps, vmOf } from '../../testing.ts';
import { clusterOf, NOW } from '../../testingClusters.ts';
import { listValues } from '../values.ts';

let deps: ReturnType<typeof testDeps>;
beforeEach(() => {
  deps = testDeps(NOW, [vmOf('prod-master'), vmOf('qa-1')]);
  deps.lab.setClusters([clusterOf()]);
});
afterEach(() => deps.close());

function choices(kind: ValueKind, filter: { vms?: string[]; namespaces?: string[]; clusters?: string[] } = {}): string[] {
  const none = { search: '', limit: 100, macs: [], clusters: [], vms: [], namespaces: [], metrics: [] };
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
