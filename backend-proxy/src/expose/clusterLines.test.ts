import { describe, expect, it } from 'vitest';
import { FAMILIES } from '@tart-lab/contract/families.ts';
import { ClusterState } from '../live/clusterState.ts';
import { FlowStore } from '../live/flows/flowStore.ts';
import { flowOf } from '../live/flows/testing.ts';
import { LabState } from '../live/labState.ts';
import { clusterOf, DOWN, NOW } from '../testingClusters.ts';
import type { HubbleState } from '../live/flows/flowSource.ts';
import { linesOf } from './testing.ts';

const HUBBLE: HubbleState = {
  via: 'relay',
  phase: 'streaming',
  sinceMs: NOW,
  lastMessageMs: NOW,
  nodes: { reachable: 1, unavailable: [] },
  version: null,
  problem: null,
  malformed: 0,
  restarts: 0,
};
const linesOfCluster = (cluster: ClusterState): Promise<string[]> => {
  const lab = new LabState(() => NOW);
  lab.setClusters([cluster]);
  return linesOf(lab, NOW);
};
const of = (lines: readonly string[], family: string, object: string): string[] =>
  lines.filter((line) => line.startsWith(`${family}{`) && line.includes(`"${object}"`)).map((line) => line.slice(family.length));

describe('a cluster on the page', () => {
  it('says of a node what kube-state-metrics says', async () => {
    const lines = await linesOfCluster(clusterOf());
    const ready = of(lines, 'kube_node_status_condition', 'prod-worker2').filter((line) => line.includes('"Ready"'));
    expect(ready).toEqual([
      '{node="prod-worker2",cluster="dev",condition="Ready",status="true"} 0',
      '{node="prod-worker2",cluster="dev",condition="Ready",status="false"} 0',
      '{node="prod-worker2",cluster="dev",condition="Ready",status="unknown"} 1',
    ]);
    expect(
      of(lines, 'kube_node_status_allocatable', 'prod-worker2').map((line) => /resource="(\w+)",unit="(\w+)"/.exec(line)?.slice(1)),
    ).toEqual([
      ['cpu', 'core'],
      ['memory', 'byte'],
      ['pods', 'integer'],
    ]);
    expect(of(lines, 'kube_node_info', 'prod-worker2')).toHaveLength(1);
  });

  it('shows the figures of a load test for a minute, so that every scrape sees its result', async () => {
    const cluster = clusterOf();
    const labels = { cluster: 'dev', namespace: 'demo', test: 'k6-loadtest' };
    const result = (atMs: number) => [{ metric: 'tart_loadtest_requests_per_second', labels, atMs, value: 812 }];
    cluster.setSamples('loadTest', result(NOW - 59_000));
    expect(of(await linesOfCluster(cluster), 'tart_loadtest_requests_per_second', 'k6-loadtest')).toEqual([
      '{cluster="dev",namespace="demo",test="k6-loadtest"} 812',
    ]);
    cluster.setSamples('loadTest', result(NOW - 61_000));
    expect(of(await linesOfCluster(cluster), 'tart_loadtest_requests_per_second', 'k6-loadtest')).toEqual([]);
  });

  it('says of a pod and its containers what the rules ask for', async () => {
    const lines = await linesOfCluster(clusterOf());
    const pod = 'httpbin-7f8d6c5b9-k8s2w';
    expect(of(lines, 'kube_pod_status_phase', pod).filter((line) => line.endsWith(' 1'))).toHaveLength(1);
    expect(of(lines, 'kube_pod_status_ready', pod).map((line) => /condition="(\w+)"} (\d)/.exec(line)?.slice(1))).toEqual([
      ['true', '0'],
      ['false', '1'],
      ['unknown', '0'],
    ]);
    expect(of(lines, 'kube_pod_container_status_restarts_total', pod)[0]).toMatch(/container="httpbin"} 7$/);
    expect(of(lines, 'kube_pod_container_status_waiting_reason', pod)[0]).toMatch(/reason="CrashLoopBackOff"} 1$/);
    expect(of(lines, 'kube_pod_container_status_last_terminated_reason', pod)[0]).toMatch(/reason="OOMKilled"} 1$/);
    expect(of(lines, 'kube_pod_container_resource_requests', 'nginx-web-6d9c7b8f5d-x2x4k').map((line) => line.split('} ')[1])).toEqual([
      '0.1',
      '67108864',
    ]);
  });

  it('finds the deployment behind a ReplicaSet that has pods, for the rules that look for a pod’s workload', async () => {
    const lines = await linesOfCluster(clusterOf());
    expect(of(lines, 'kube_pod_owner', 'nginx-web-6d9c7b8f5d-x2x4k')[0]).toContain(
      'owner_kind="ReplicaSet",owner_name="nginx-web-6d9c7b8f5d"',
    );
    expect(of(lines, 'kube_replicaset_owner', 'nginx-web-6d9c7b8f5d')).toEqual([
      '{namespace="demo",replicaset="nginx-web-6d9c7b8f5d",cluster="dev",owner_kind="Deployment",owner_name="nginx-web",owner_is_controller="true"} 1',
    ]);
  });

  it('says an HPA’s utilization in percent, as kube-state-metrics does', async () => {
    const lines = await linesOfCluster(clusterOf());
    const [target] = of(lines, 'kube_horizontalpodautoscaler_spec_target_metric', 'nginx-web');
    expect(target).toMatch(/metric_name="cpu",metric_target_type="utilization"} 50$/);
  });

  it('says of a PDB what kube-state-metrics says, and no counts of one that nobody counted', async () => {
    const lines = await linesOfCluster(clusterOf());
    const families = ['current_healthy', 'desired_healthy', 'pod_disruptions_allowed', 'expected_pods', 'observed_generation'];
    const values = (pdb: string) =>
      families.map((family) => of(lines, `kube_poddisruptionbudget_status_${family}`, pdb).map((line) => line.split('} ')[1]));
    expect(values('nginx-web')).toEqual([['3'], ['2'], ['1'], ['3'], ['1']]);
    expect(values('just-made')).toEqual([[], [], [], [], []]);
    expect(of(lines, 'kube_poddisruptionbudget_created', 'just-made')).toHaveLength(1);
  });

  it('says nothing of objects that were not heard of for half a minute, and goes on with the others', async () => {
    const lines = await linesOfCluster(clusterOf({ pods: DOWN, nodes: { ...DOWN, lastContactMs: NOW - 29_000 } }));
    expect(lines.filter((line) => line.startsWith('kube_pod_'))).toEqual([]);
    expect(lines.some((line) => line.startsWith('kube_node_info'))).toBe(true);
    expect(lines.some((line) => line.startsWith('kube_deployment_'))).toBe(true);
  });

  it('shows the catalogue’s samples while they are fresh', async () => {
    const cluster = clusterOf();
    const sample = (metric: string, atMs: number) => ({ metric, labels: { cluster: 'dev' }, atMs, value: 1 });
    cluster.setSamples('often', [sample('tart_cluster_up', NOW - 12_000), sample('tart_cluster_nodes', NOW - 13_000)]);
    const lines = await linesOfCluster(cluster);
    expect(lines.filter((line) => line.startsWith('tart_cluster'))).toEqual(['tart_cluster_up{cluster="dev"} 1']);
  });

  it('counts flows, and only while Hubble is heard', async () => {
    const flows = new FlowStore('dev');
    const cluster = new ClusterState('dev', clusterOf().watches, flows, () => HUBBLE);
    const shown = async () => (await linesOfCluster(cluster)).filter((line) => line.startsWith('tart_flows'));
    expect(await shown()).toEqual([]);
    flows.apply([{ type: 'link', connected: true, atMs: NOW }], NOW);
    const dropped = flowOf(NOW, { verdict: 'dropped', dropReason: 'POLICY_DENIED' });
    flows.apply(
      [
        { type: 'flow', flow: flowOf(NOW, { tcpFlags: ['SYN'] }) },
        { type: 'flow', flow: dropped },
      ],
      NOW,
    );
    expect(await shown()).toEqual([
      'tart_flows_total{verdict="dropped",cluster="dev"} 1',
      'tart_flows_total{verdict="forwarded",cluster="dev"} 1',
      'tart_flows_dropped_total{reason="POLICY_DENIED",cluster="dev"} 1',
      'tart_flows_lost_total{source="HUBBLE_RING_BUFFER",cluster="dev"} 0',
      'tart_flows_connections_total{cluster="dev"} 1',
    ]);
    flows.apply([{ type: 'link', connected: false, atMs: NOW }], NOW);
    expect(await shown()).toEqual([]);
  });
});

describe('the contract', () => {
  const names = new Map(FAMILIES.map(({ name, type }) => [name, type]));
  it('has every family once, counters end with _total and nothing else does', () => {
    expect(names.size).toBe(FAMILIES.length);
    for (const [name, type] of names) expect(name.endsWith('_total'), name).toBe(type === 'counter');
  });
  it('has names that Prometheus takes, and a help of one line', () => {
    for (const { name, labels, help } of FAMILIES) {
      expect(name).toMatch(/^[a-z][a-zA-Z0-9_]*$/);
      expect(
        labels.every((label) => /^[a-z][a-z0-9_]*$/.test(label)),
        name,
      ).toBe(true);
      expect(help, name).toMatch(/^\S.*[.…]$/);
    }
  });
});
