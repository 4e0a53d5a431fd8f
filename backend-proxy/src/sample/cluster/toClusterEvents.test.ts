import { describe, expect, it } from 'vitest';
import type { HpaRow, NodeRow, PodRow, Termination } from '../../parse/kube/rows.ts';
import { type CrashLoops, toHpaEvents, toNodeEvents, toPodEvents } from './toClusterEvents.ts';
import { recordedCluster } from './testing.ts';

const NOW = 1_790_842_540_000;
const view = recordedCluster();
const only = <T>(rows: ReadonlyMap<string, T>, key: string): T => {
  const row = rows.get(key);
  if (!row) throw new Error(`no recorded ${key}`);
  return row;
};
const readyNode = only(view.nodes, 'prod-worker1');
const lostNode: NodeRow = { ...only(view.nodes, 'prod-worker2'), uid: readyNode.uid, name: readyNode.name };
const running = only(view.pods, 'demo/nginx-web-6d9c7b8f5d-x2x4k');
const web = only(view.hpas, 'demo/nginx-web');
const scope = (nowMs = NOW, loops: CrashLoops = new Map()) => ({
  cluster: 'prod',
  labelsOfNode: (node: string) => ({ vm: node, mac: 'studio' }),
  nowMs,
  loops,
});

describe('toNodeEvents', () => {
  const told = (before: NodeRow | undefined, after: NodeRow | undefined) => toNodeEvents([{ before, after }], scope());

  it('tells that a node is lost, since when and why, with its VM', () => {
    expect(told(readyNode, lostNode)).toEqual([
      {
        atMs: Date.UTC(2026, 9, 1, 8, 13, 7),
        kind: 'node_not_ready',
        severity: 'error',
        text: 'prod: node prod-worker1 is not ready: NodeStatusUnknown: Kubelet stopped posting node status.',
        labels: { cluster: 'prod', node: 'prod-worker1', vm: 'prod-worker1', mac: 'studio' },
      },
    ]);
  });

  it('tells that it is ready again, and nothing of other changes', () => {
    expect(told(lostNode, readyNode)).toMatchObject([{ kind: 'node_ready', severity: 'info', text: 'prod: node prod-worker1 is ready' }]);
    expect(told(readyNode, { ...readyNode, schedulable: true })).toEqual([]);
    expect(told(readyNode, undefined)).toEqual([]);
  });

  it('tells of a node that joins when it is ready, not while it is not yet', () => {
    expect(told(undefined, lostNode)).toEqual([]);
    expect(told(undefined, { ...readyNode, ready: null })).toEqual([]);
    expect(told({ ...readyNode, ready: null }, readyNode)).toMatchObject([{ kind: 'node_ready' }]);
    expect(told({ ...readyNode, uid: 'old' }, lostNode)).toEqual([]);
  });

  it('is never in the future, whatever the cluster’s clock says', () => {
    const [event] = toNodeEvents([{ before: readyNode, after: lostNode }], scope(1000));
    expect(event?.atMs).toBe(1000);
  });
});

describe('toPodEvents', () => {
  const kinds = (before: PodRow | undefined, after: PodRow | undefined, at = scope()) =>
    toPodEvents([{ before, after }], at).map(({ kind }) => kind);
  const looping: PodRow = { ...running, reason: 'CrashLoopBackOff', ready: false };
  const kill = (atMs: number): Termination => ({ container: 'nginx', reason: 'OOMKilled', exitCode: 137, atMs });

  it('labels an event with the pod, what owns it and where it runs', () => {
    expect(
      toPodEvents(
        [{ before: running, after: { ...looping, message: 'back-off 10s', lastTermination: { ...kill(NOW), reason: 'Error' } } }],
        scope(),
      ),
    ).toEqual([
      {
        atMs: NOW,
        kind: 'pod_crash_loop',
        severity: 'error',
        text: 'prod: pod demo/nginx-web-6d9c7b8f5d-x2x4k keeps crashing: Error: back-off 10s',
        labels: {
          cluster: 'prod',
          node: 'dev-worker1',
          vm: 'dev-worker1',
          mac: 'studio',
          namespace: 'demo',
          workload: 'nginx-web',
          pod: 'nginx-web-6d9c7b8f5d-x2x4k',
        },
      },
    ]);
  });

  it('tells of a crash loop once, however often the pod is tried again, and again after ten calm minutes', () => {
    const loops: CrashLoops = new Map();
    const told = (before: PodRow, after: PodRow, minute: number) => kinds(before, after, scope(NOW + minute * 60_000, loops)).length;
    expect([told(running, looping, 0), told(looping, running, 5), told(running, looping, 6), told(looping, running, 11)]).toEqual([
      1, 0, 0, 0,
    ]);
    expect([
      told(running, { ...looping, reason: 'Init:CrashLoopBackOff' }, 15),
      told(looping, running, 20),
      told(running, looping, 31),
    ]).toEqual([0, 0, 1]);
  });

  it('knows a loop from before it watched by its next try, and forgets it with the pod', () => {
    const loops: CrashLoops = new Map();
    expect(kinds(looping, running, scope(NOW, loops))).toEqual([]);
    expect(kinds(running, looping, scope(NOW + 60_000, loops))).toEqual([]);
    expect(kinds(looping, undefined, scope(NOW, loops))).toEqual([]);
    expect(loops.size).toBe(0);
  });

  it('tells of each kill for memory once, at its time, though it shows in two places one after the other', () => {
    const first = { ...running, lastOomKill: kill(NOW - 9000) };
    expect(toPodEvents([{ before: running, after: first }], scope())).toMatchObject([
      { kind: 'pod_oom_killed', atMs: NOW - 9000, text: expect.stringContaining('container nginx was killed') },
    ]);
    expect(kinds(first, { ...first, restarts: 1 })).toEqual([]);
    expect(kinds(first, { ...first, lastOomKill: kill(NOW - 10_000) })).toEqual([]);
    expect(kinds(first, { ...first, lastOomKill: kill(NOW - 1000) })).toEqual(['pod_oom_killed']);
    expect(kinds(first, { ...first, lastOomKill: null })).toEqual([]);
  });

  it('tells who evicted a pod, once', () => {
    const evicted = { ...running, evicted: { reason: 'Evicted', message: 'low on memory. ', atMs: NOW - 500 } };
    expect(toPodEvents([{ before: running, after: evicted }], scope())).toMatchObject([
      {
        kind: 'pod_evicted',
        severity: 'warning',
        atMs: NOW - 500,
        text: 'prod: pod demo/nginx-web-6d9c7b8f5d-x2x4k was evicted from dev-worker1: Evicted: low on memory.',
      },
    ]);
    expect(kinds(evicted, { ...evicted, phase: 'Failed' })).toEqual([]);
  });

  it('takes a pod that has the name of one that is gone for a new one', () => {
    const before = { ...running, uid: 'old', lastOomKill: kill(NOW - 1000) };
    expect(kinds(before, { ...running, lastOomKill: kill(NOW - 2000) })).toEqual(['pod_oom_killed']);
    expect(kinds(undefined, running)).toEqual([]);
  });
});

describe('toHpaEvents', () => {
  const told = (before: HpaRow | undefined, after: HpaRow | undefined) => toHpaEvents([{ before, after }], scope());
  const before = { ...web, desired: 3, lastScaleAtMs: null };

  it('tells of a step: from, to, why, when', () => {
    expect(told(before, web)).toEqual([
      {
        atMs: Date.UTC(2026, 9, 1, 8, 14, 2),
        kind: 'hpa_step',
        severity: 'info',
        text: 'prod: HPA demo/nginx-web sets 5 replicas, before 3: cpu is at 80 % for a target of 50 %: 3 replicas × 1.6 asks for 5.',
        labels: { cluster: 'prod', namespace: 'demo', workload: 'nginx-web', hpa: 'nginx-web' },
      },
    ]);
  });

  it('tells it once, and not of replicas that someone else set', () => {
    expect(told(web, { ...web, current: 5 })).toEqual([]);
    expect(told(web, { ...web, current: 8, desired: 8 })).toEqual([]);
    expect(told(web, undefined)).toEqual([]);
  });

  it('tells of a step that was missed as far as it is known', () => {
    const later = { ...web, current: 5, lastScaleAtMs: NOW - 1000 };
    expect(told(before, later)).toMatchObject([{ atMs: NOW - 1000, text: 'prod: HPA demo/nginx-web sets 5 replicas, before 3' }]);
    expect(told(undefined, later)).toEqual([]);
    expect(told(undefined, web)).toHaveLength(1);
  });
});
