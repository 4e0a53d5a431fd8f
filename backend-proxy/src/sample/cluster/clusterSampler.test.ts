import { CLUSTER_METRICS } from '@tart-lab/contract/clusterMetrics.ts';
import type { Sample } from '@tart-lab/contract/sample.ts';
import { describe, expect, it } from 'vitest';
import type { ClusterView } from '../../collect/kube/clusterView.ts';
import type { PodRow } from '../../parse/kube/rows.ts';
import { ClusterSampler } from './clusterSampler.ts';
import { explainHpa } from './explainHpa.ts';
import { recordedCluster } from './testing.ts';

const NOW = 1_790_842_540_000;
const labelsOfNode = (node: string): Record<string, string> => (node === 'prod-worker1' ? { vm: 'prod-worker1', mac: 'studio' } : {});
const explained = (view: ClusterView) => new Map([...view.hpas].map(([key, hpa]) => [key, explainHpa(hpa, [], NOW)]));
const sampleAll = (view: ClusterView, sampler = new ClusterSampler()): Sample[] => [
  ...sampler.sampleObjects(view, labelsOfNode, NOW),
  ...sampler.sampleUsage(view, labelsOfNode, NOW),
  ...sampler.sampleHpas(view, explained(view), NOW),
  ...sampler.samplePdbs(view, NOW),
];
/** Values of a metric by its labels beside the cluster. */
const valuesOf = (samples: readonly Sample[], metric: string) =>
  Object.fromEntries(
    samples
      .filter((sample) => sample.metric === metric)
      .map(({ labels: { cluster: _, ...labels }, value }) => [Object.values(labels).join(' '), value]),
  );
const recordedPods = recordedCluster().pods;
function pod(name: string, more: Partial<PodRow> = {}): [string, PodRow] {
  const row = recordedPods.get('demo/nginx-web-6d9c7b8f5d-x2x4k');
  if (!row) throw new Error('no recorded pod');
  return [`demo/${name}`, { ...row, name, uid: name, ...more }];
}
const podsOf = (...pods: [string, PodRow][]) => recordedCluster({ pods: new Map(pods) });

describe('every series of a cluster', () => {
  const samples = sampleAll(recordedCluster());

  it.each(CLUSTER_METRICS.filter(({ collector }) => !['flows', 'watch', 'loadTest'].includes(collector)).map(({ id }) => id))(
    'has %s',
    (id) => {
      expect(samples.some(({ metric }) => metric === id)).toBe(true);
    },
  );

  it('is in the catalogue, has its labels and its cluster’s, a finite value, and is there once', () => {
    const metrics = new Map(CLUSTER_METRICS.map((metric) => [metric.id, metric]));
    for (const { metric, labels, value, atMs } of samples) {
      const allowed = ['cluster', ...(metrics.get(metric)?.labels ?? ['not in the catalogue'])];
      const own = Object.keys(labels).filter((name) => !['vm', 'mac'].includes(name) || !('node' in labels));
      expect([metric, own.sort()]).toEqual([metric, allowed.sort()]);
      expect([metric, Number.isFinite(value), atMs]).toEqual([metric, true, NOW]);
      expect(Object.values(labels).every((label) => label !== '')).toBe(true);
    }
    const keys = samples.map(({ metric, labels }) => `${metric}${JSON.stringify(labels)}`);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('ClusterSampler', () => {
  it('says of each watch whether it is in touch, and counts what it keeps while it is', () => {
    const samples = new ClusterSampler().sampleWatches(
      'dev',
      [
        ['pods', { phase: 'relisting', objects: 40 }],
        ['hpas', { phase: 'down', objects: 2 }],
        ['nodes', { phase: 'listing', objects: 0 }],
      ],
      NOW,
    );
    expect(valuesOf(samples, 'tartlab_watch_up')).toEqual({ pods: 1, hpas: 0 });
    expect(valuesOf(samples, 'tartlab_watch_objects')).toEqual({ pods: 40 });
  });

  it('counts nodes, and gives each its VM where that is known', () => {
    const samples = sampleAll(recordedCluster());
    expect([valuesOf(samples, 'tart_cluster_nodes'), valuesOf(samples, 'tart_cluster_nodes_ready')]).toEqual([{ '': 3 }, { '': 2 }]);
    expect(valuesOf(samples, 'tart_node_ready')).toEqual({ 'prod-master': 1, 'prod-worker1 prod-worker1 studio': 1, 'prod-worker2': 0 });
    expect(samples.find(({ labels }) => labels['node'] === 'prod-worker1')?.labels).toEqual({
      cluster: 'dev',
      node: 'prod-worker1',
      vm: 'prod-worker1',
      mac: 'studio',
    });
  });

  it('counts pods by phase, every phase, and by the status that kubectl shows', () => {
    const samples = sampleAll(recordedCluster());
    expect(valuesOf(samples, 'tart_cluster_pods')).toEqual({ Pending: 2, Running: 8, Succeeded: 1, Failed: 1, Unknown: 0 });
    expect(valuesOf(samples, 'tart_cluster_pods_by_reason')).toEqual({
      Running: 6,
      CrashLoopBackOff: 1,
      ImagePullBackOff: 1,
      Evicted: 1,
      Completed: 1,
      Pending: 1,
      Terminating: 1,
    });
    expect(valuesOf(samples, 'tart_cluster_pod_restarts')).toEqual({ demo: 13, 'kube-system': 0 });
  });

  it('says 0 once of a status that no pod has any more', () => {
    const sampler = new ClusterSampler();
    const reasons = (view: ClusterView) => valuesOf(sampler.sampleObjects(view, labelsOfNode, NOW), 'tart_cluster_pods_by_reason');
    expect(reasons(podsOf(pod('a', { reason: 'Error' }), pod('b')))).toEqual({ Error: 1, Running: 1 });
    expect(reasons(podsOf(pod('a'), pod('b')))).toEqual({ Error: 0, Running: 2 });
    expect(reasons(podsOf(pod('a'), pod('b')))).toEqual({ Running: 2 });
    expect(reasons(podsOf())).toEqual({ Running: 0 });
    expect(reasons(podsOf())).toEqual({});
  });

  it('says nothing of lists that were not read', () => {
    const empty = recordedCluster({ nodes: new Map(), pods: new Map() });
    expect(new ClusterSampler().sampleObjects(empty, labelsOfNode, NOW)).toEqual([]);
  });

  it('adds up what is requested on a node and by a workload, without pods that are done', () => {
    const node = 'prod-worker1';
    const view = podsOf(
      pod('a', { node }),
      pod('b', { node, ready: false, phase: 'Pending' }),
      pod('c', { node, phase: 'Succeeded', restarts: 2 }),
      pod('d', { node: null }),
    );
    const samples = sampleAll(view);
    expect(valuesOf(samples, 'tart_node_pods')).toEqual({ 'prod-master': 0, 'prod-worker1 prod-worker1 studio': 2, 'prod-worker2': 0 });
    expect(valuesOf(samples, 'tart_node_cpu_requests_cores')['prod-worker1 prod-worker1 studio']).toBeCloseTo(0.2);
    expect(valuesOf(samples, 'tart_node_memory_limits_bytes')).toMatchObject({
      'prod-master': 0,
      'prod-worker1 prod-worker1 studio': 2 * 134_217_728,
    });
    expect(valuesOf(samples, 'tart_workload_pods')).toEqual({ 'demo nginx-web': 3, 'demo httpbin': 0 });
    expect(valuesOf(samples, 'tart_workload_pods_ready')).toEqual({ 'demo nginx-web': 2, 'demo httpbin': 0 });
    expect(valuesOf(samples, 'tart_workload_restarts')).toMatchObject({ 'demo nginx-web': 2 });
    expect(valuesOf(samples, 'tart_workload_memory_requests_bytes')).toEqual({ 'demo nginx-web': 3 * 67_108_864 });
  });

  it('has usage by node, workload and pod; no ratio of a node whose room is not known, nothing of a pod that is gone', () => {
    const view = recordedCluster({ nodes: new Map([...recordedCluster().nodes].slice(1)) });
    const samples = sampleAll(view);
    expect(valuesOf(samples, 'tart_node_cpu_usage_cores')).toEqual({
      'prod-master': 0.412873651,
      'prod-worker1 prod-worker1 studio': 1.203,
    });
    expect(valuesOf(samples, 'tart_node_cpu_usage_ratio')).toEqual({ 'prod-worker1 prod-worker1 studio': 1.203 / 2 });
    expect(valuesOf(samples, 'tart_workload_cpu_usage_cores')).toMatchObject({
      'demo nginx-web': 0.081230417 + 0.079,
      'demo redis': 0.003,
    });
    expect(valuesOf(samples, 'tart_pod_memory_usage_bytes')).toMatchObject({ 'demo redis redis-0 dev-worker1': 9 * 2 ** 20 });
    expect(valuesOf(sampleAll(recordedCluster({ pods: new Map() })), 'tart_workload_cpu_usage_cores')).toEqual({});
  });

  it('has no series of single pods in a cluster of more than 500', () => {
    const many = (count: number) =>
      sampleAll(podsOf(...Array.from({ length: count }, (_, i) => pod(`p${i}`)))).filter(({ metric }) => metric.startsWith('tart_pod_'));
    expect([many(500).length, many(501).length]).toEqual([500, 0]);
  });

  it('shows what an HPA measures in its metric’s unit, and nothing it could not read', () => {
    const samples = sampleAll(recordedCluster());
    expect(valuesOf(samples, 'tart_hpa_utilization_ratio')).toEqual({ 'demo nginx-web cpu': 0.8, 'demo reports cpu (container app)': 0.7 });
    expect(valuesOf(samples, 'tart_hpa_utilization_target_ratio')).toMatchObject({ 'demo httpbin cpu': 0.6 });
    expect(valuesOf(samples, 'tart_hpa_metric')).toEqual({
      'demo reports memory': 104_857_600,
      'demo reports pods/requests_per_second': 900,
      'demo reports ingress/main/requests_per_second': 1900,
    });
    expect(valuesOf(samples, 'tart_hpa_replicas_asked')).toEqual({ 'demo nginx-web': 5, 'demo reports': 2 });
    expect(valuesOf(samples, 'tart_hpa_replicas_desired')).toEqual({ 'demo nginx-web': 5, 'demo httpbin': 2, 'demo reports': 2 });
  });

  it('shows what a PDB allows, and nothing of one that its controller has not looked at', () => {
    const samples = sampleAll(recordedCluster());
    expect(valuesOf(samples, 'tart_pdb_healthy')).toEqual({ 'demo nginx-web': 3, 'demo redis': 1, 'kube-system hubble': 0 });
    expect(valuesOf(samples, 'tart_pdb_healthy_wanted')).toEqual({ 'demo nginx-web': 2, 'demo redis': 1, 'kube-system hubble': 0 });
    expect(valuesOf(samples, 'tart_pdb_disruptions_allowed')).toEqual({ 'demo nginx-web': 1, 'demo redis': 0, 'kube-system hubble': 0 });
  });

  it('gives the same label objects again, and new ones when a node’s VM changes', () => {
    const sampler = new ClusterSampler();
    const view = recordedCluster();
    const labelsOf = (samples: readonly Sample[]) => samples.map(({ labels }) => labels);
    const first = labelsOf(sampler.sampleObjects(view, labelsOfNode, NOW));
    const second = labelsOf(sampler.sampleObjects(view, labelsOfNode, NOW + 5000));
    expect(second.every((labels, i) => labels === first[i])).toBe(true);
    const moved = sampler
      .sampleObjects(view, () => ({ vm: 'other', mac: 'studio' }), NOW)
      .find(({ metric }) => metric === 'tart_node_ready');
    expect(moved?.labels).toMatchObject({ vm: 'other' });
  });
});
