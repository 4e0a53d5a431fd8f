import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Frame } from '@tart-lab/contract/frame.ts';
import { testDeps, vmOf } from '../../testing.ts';
import { clusterOf, DOWN, NOW, WATCHING } from '../../testingClusters.ts';
import { answerTableQuery, LiveTableQuery } from '../tableQuery.ts';

let deps: ReturnType<typeof testDeps>;
beforeEach(() => (deps = testDeps(NOW, [vmOf('dev-master'), vmOf('dev-worker1')])));
afterEach(() => deps.close());
function ask(query: object): Frame {
  const answer = answerTableQuery(LiveTableQuery.parse({ kind: 'table', refId: 'A', ...query }), deps, 'queries[0]');
  if (!answer.ok) throw new Error(answer.error.detail);
  const [frame] = answer.value;
  if (!frame) throw new Error('no frame');
  return frame;
}
const column = (frame: Frame, id: string): unknown[] => frame.data.values[frame.schema.fields.findIndex(({ name }) => name === id)] ?? [];
const noticesOf = (frame: Frame): string[] => frame.schema.meta?.notices?.map(({ text }) => text) ?? [];

it('brings nodes, their VMs, pods and usage together', () => {
  const cluster = clusterOf();
  deps.lab.setInventory([vmOf('prod-master'), vmOf('other', { address: '10.9.9.9' })], []);
  deps.lab.setClusters([cluster]);
  const worker = [...cluster.view.nodes.values()].find(({ name }) => name === 'prod-worker1');
  const cores = worker?.allocatable.cpuCores ?? 0;
  cluster.setUsage([{ name: 'prod-worker1', atMs: NOW, windowSeconds: 15, cpuCores: cores / 4, memoryBytes: 1e9 }], [], NOW);
  const frame = ask({ table: 'nodes' });
  expect(column(frame, 'node')).toEqual(['prod-master', 'prod-worker1', 'prod-worker2']);
  expect(column(frame, 'vm')).toEqual(['prod-master', null, null]);
  expect(column(frame, 'cpu_usage')).toEqual([null, 0.25, null]);
  expect(column(frame, 'age')).toEqual([0, 0, 0]);
  // Two nodes say nothing of their use: the cluster's is that of the third.
  expect(column(ask({ table: 'clusters' }), 'cpu_usage')).toEqual([0.25]);
  expect(column(ask({ table: 'vms' }), 'role')).toEqual(['control-plane', null]);
  expect(column(ask({ table: 'nodes', vms: ['prod-*'] }), 'node')).toEqual(['prod-master']);
});

it('narrows pods by namespace and workload, and shows the real reason', () => {
  deps.lab.setClusters([clusterOf()]);
  const frame = ask({ table: 'pods', namespaces: ['demo'], workloads: ['reports'] });
  expect(column(frame, 'workload')).toEqual(['reports', 'reports']);
  expect(column(frame, 'status')).toEqual(['ImagePullBackOff', 'Evicted']);
  expect(noticesOf(ask({ table: 'pods', namespaces: ['nowhere'] }))).toEqual(['No pods match the selection']);
});

it('joins services with the endpoints of their slices; one without a slice has none known', () => {
  deps.lab.setClusters([clusterOf()]);
  const frame = ask({ table: 'services' });
  const ready = Object.fromEntries(column(frame, 'service').map((name, i) => [String(name), column(frame, 'endpoints_ready')[i]]));
  expect(ready['nginx-web']).toEqual(expect.any(Number));
  expect(ready['mail']).toBeNull();
});

it('shows what each PDB counts, whose pods they are, and what blocks an eviction', () => {
  deps.lab.setClusters([clusterOf()]);
  const frame = ask({ table: 'pdbs' });
  expect(column(frame, 'pdb')).toEqual(['nginx-web', 'redis', 'hubble', 'just-made']);
  expect(column(frame, 'workload')).toEqual(['Deployment/nginx-web', null, null, 'Deployment/nginx-web, Deployment/httpbin']);
  expect(column(frame, 'disruptions_allowed')).toEqual([1, 0, 0, null]);
  expect(column(frame, 'blocked')).toEqual([
    null,
    'it wants every pod healthy (1): none may ever be evicted',
    'its selector takes no pod',
    null,
  ]);
  expect(column(ask({ table: 'pdbs', namespaces: ['demo'], workloads: ['nginx-web'] }), 'pdb')).toEqual(['nginx-web', 'just-made']);
  expect(column(ask({ table: 'pdbs', workloads: ['redis'] }), 'pdb')).toEqual(['redis']);
});

it('keeps the rows of a cluster out of touch, which age, and says since when and why', () => {
  deps.lab.setClusters([clusterOf({ pods: DOWN })]);
  const frame = ask({ table: 'pods' });
  expect(column(frame, 'pod')).toHaveLength(12);
  expect(new Set(column(frame, 'age'))).toEqual(new Set([95]));
  expect(noticesOf(frame)).toEqual(['dev last answered 95 s ago: connection refused']);
  expect(column(ask({ table: 'clusters' }), 'status')).toEqual(['partly up']);
  expect(noticesOf(ask({ table: 'nodes' }))).toEqual([]);
});

it('counts no nodes and no pods before the first list', () => {
  const listing: typeof WATCHING = { ...WATCHING, phase: 'listing', lastContactMs: null };
  deps.lab.setClusters([clusterOf({ nodes: listing, pods: listing })]);
  const frame = ask({ table: 'clusters' });
  expect([column(frame, 'nodes'), column(frame, 'pods'), column(frame, 'age')]).toEqual([[null], [null], [20]]);
  expect(noticesOf(frame)).toEqual(['dev is being listed for the first time']);
});

it('shows newest Kubernetes events first, those of a workload with those of its pods', () => {
  deps.lab.setClusters([clusterOf()]);
  const times = column(ask({ table: 'events' }), 'time');
  expect(times).toEqual([...times].sort((a, b) => Number(b) - Number(a)));
  expect(column(ask({ table: 'events', workloads: ['httpbin'] }), 'object')).toEqual(['Pod/httpbin-7f8d6c5b9-k8s2w']);
});

it('says how clusters come to be watched where none is', () => {
  expect(noticesOf(ask({ table: 'hpas' }))).toEqual(['No cluster is watched; give clusters[] of tart-lab.yaml a kubeconfig']);
});

it('names one problem that all watches share once, and a forbidden one with its watch', () => {
  const forbidden: typeof DOWN = {
    ...DOWN,
    problem: { kind: 'cluster_forbidden', target: 'dev', doing: 'list', detail: 'hpas', advice: 'Apply.' },
  };
  const all = {
    nodes: DOWN,
    pods: DOWN,
    deployments: DOWN,
    pdbs: DOWN,
    services: DOWN,
    endpointSlices: DOWN,
    events: DOWN,
    hpas: forbidden,
  };
  expect(
    clusterOf(all)
      .problems()
      .map(({ kind, section, sinceMs }) => [kind, section, sinceMs]),
  ).toEqual([
    ['cluster_unreachable', undefined, NOW - 60_000],
    ['cluster_forbidden', 'hpas', NOW - 60_000],
  ]);
});

it('lists a cluster’s own problem for that cluster, also while none of its VMs is known', () => {
  deps.lab.setInventory([vmOf('prod-worker1')], []);
  deps.lab.setClusters([clusterOf({ pods: DOWN })]);
  expect(column(ask({ table: 'problems', clusters: ['dev'] }), 'kind')).toEqual(['cluster_unreachable']);
  expect(column(ask({ table: 'problems', clusters: ['prod'] }), 'kind')).toEqual([]);
});
