import { expect, it } from 'vitest';
import { clusterOf, DOWN, NOW, WATCHING } from '../testingClusters.ts';
import { ClusterReach } from './clusterReach.ts';

const LISTING = { ...WATCHING, phase: 'listing', lastContactMs: null } as const;

it('says once that a cluster fell out of touch and why, and once that it is back and for how long it was away', () => {
  const reach = new ClusterReach();
  expect(reach.toEvents(clusterOf(), NOW)).toEqual([]);
  expect(reach.toEvents(clusterOf({ pods: DOWN }), NOW + 5000)).toMatchObject([
    { kind: 'cluster_unreachable', severity: 'error', text: 'dev is out of touch: connection refused', labels: { cluster: 'dev' } },
  ]);
  expect(reach.toEvents(clusterOf({ pods: DOWN, nodes: DOWN }), NOW + 10_000)).toEqual([]);
  expect(reach.toEvents(clusterOf(), NOW + 65_000)).toMatchObject([{ kind: 'cluster_back', text: 'dev is in touch again after 60 s' }]);
});

it('says nothing while the first lists are on their way, nor when they arrive', () => {
  const reach = new ClusterReach();
  expect(reach.toEvents(clusterOf({ nodes: LISTING, pods: LISTING }), NOW)).toEqual([]);
  expect(reach.toEvents(clusterOf(), NOW + 5000)).toEqual([]);
});

it('says that a cluster is unreachable from the start', () => {
  const reach = new ClusterReach();
  expect(reach.toEvents(clusterOf({ pods: DOWN }), NOW)).toMatchObject([{ kind: 'cluster_unreachable' }]);
});
