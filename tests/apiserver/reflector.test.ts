import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WATCHED_RESOURCES } from '../../backend-proxy/src/collect/kube/resources.ts';
import type { KubeApi } from '../../backend-proxy/src/transport/kube/kubeApi.ts';
import type { KubeWatch, WatchedResource } from '../../backend-proxy/src/transport/kube/kubeWatch.ts';
import { openKubeApi } from '../../backend-proxy/src/transport/kube/openKubeApi.ts';
import { openKubeWatch } from '../../backend-proxy/src/transport/kube/openKubeWatch.ts';
import { readList } from '../../backend-proxy/src/transport/kube/readList.ts';
import { openControlPlane, type ControlPlane, type RunningApiServer } from './controlPlane.ts';
import { deployment, list, node, pod } from './objects.ts';
import { recordingApi, type Recording } from './recordingApi.ts';

const PROGRAM = process.env['KUBE_APISERVER'] ?? 'kube-apiserver';
const SOON = { timeout: 60_000, interval: 50 };

let plane: ControlPlane;
let server: RunningApiServer;
let api: KubeApi | undefined;
let seen: Recording;
let stop: AbortController;
const ends: Promise<void>[] = [];

beforeAll(async () => {
  plane = await openControlPlane(PROGRAM);
  server = await plane.openApiServer();
});
afterAll(() => plane?.close());

beforeEach(async () => {
  stop = new AbortController();
  await use(server);
});
afterEach(async () => {
  stop.abort();
  await Promise.all(ends.splice(0));
  await api?.close();
});

function connected(): KubeApi {
  if (!api) throw new Error('no API server is used yet');
  return api;
}

/** Everything goes to this API server from now on. */
async function use({ kubeconfig }: RunningApiServer): Promise<void> {
  await api?.close();
  [api, seen] = recordingApi(openKubeApi({ name: 'real', kubeconfig, context: null }));
}

function watch<Row>(resource: WatchedResource<Row>, more: { pageSize?: number; idleMs?: number } = {}): KubeWatch<Row> {
  const opened = openKubeWatch(connected(), resource, { onChange: () => undefined, ...more }, stop.signal);
  ends.push(opened.ended);
  return opened;
}

async function freshRows<Row>(resource: WatchedResource<Row>): Promise<Record<string, Row>> {
  const request = { path: resource.path, query: {}, toRow: (object: unknown) => resource.toRow(object), pageSize: 500, timeoutMs: 60_000 };
  const fresh = await readList(connected(), { ...request, signal: stop.signal });
  if (!fresh.ok) throw new Error(fresh.error.problem.detail);
  return Object.fromEntries([...fresh.value.objects].flatMap(([key, { row }]) => (row.ok ? [[key, row.value]] : [])));
}

/** The rows become what a fresh list says, and the watch says that it is in touch. */
async function settles<Row>(watched: KubeWatch<Row>, resource: WatchedResource<Row>): Promise<void> {
  await expect
    .poll(async () => {
      const fresh = await freshRows(resource);
      return { phase: watched.state().phase, problem: watched.state().problem, rows: Object.fromEntries(watched.rows), fresh };
    }, SOON)
    .toSatisfy(
      (now: { phase: string; problem: unknown; rows: object; fresh: object }) =>
        now.phase === 'watching' && now.problem === null && JSON.stringify(sorted(now.rows)) === JSON.stringify(sorted(now.fresh)),
    );
}
const sorted = (rows: object): [string, unknown][] => Object.entries(rows).sort(([a], [b]) => (a < b ? -1 : 1));

describe('on a real API server, rows equal a fresh list', () => {
  it('after nodes, pods and deployments were created, changed and deleted by kubectl', async () => {
    const { pods, nodes, deployments } = WATCHED_RESOURCES;
    const watched = { pods: watch(pods), nodes: watch(nodes), deployments: watch(deployments) };
    await server.kubectl(['create', 'namespace', 'demo']);
    await server.kubectl(['create', '-f', '-'], list(node('n1'), node('n2'), deployment('web'), pod('a'), pod('b'), pod('c')));
    await settles(watched.pods, pods);
    expect([...watched.pods.rows.keys()].sort()).toEqual(['demo/a', 'demo/b', 'demo/c']);
    await server.kubectl(['-n', 'demo', 'scale', 'deployment/web', '--replicas=7']);
    await server.kubectl(['cordon', 'n1']);
    await server.kubectl(['-n', 'demo', 'label', 'pod', 'a', 'changed=yes']);
    await server.kubectl(['-n', 'demo', 'delete', 'pod', 'b', '--wait=false']);
    await server.kubectl(['-n', 'demo', 'delete', 'pod', 'c', '--force', '--grace-period=0']);
    await server.kubectl(['create', '-f', '-'], pod('c')); // another one of the same name
    await server.kubectl(['delete', 'node', 'n2']);
    await settles(watched.pods, pods);
    await settles(watched.nodes, nodes);
    await settles(watched.deployments, deployments);
    expect(watched.deployments.rows.get('demo/web')?.desired).toBe(7);
    expect(watched.nodes.rows.get('n1')?.schedulable).toBe(false);
    expect([...watched.nodes.rows.keys()]).toEqual(['n1']);
    expect(watched.pods.state()).toMatchObject({ lists: 1, restarts: 0, malformed: 0 });
  });

  it('after a list of 2,000 objects in pages, changed meanwhile', async () => {
    const names = Array.from({ length: 2000 }, (_, index) => `bulk-${index}`);
    for (let from = 0; from < names.length; from += 100) {
      const made = names
        .slice(from, from + 100)
        .map((name) => connected().create('/api/v1/namespaces/demo/pods', pod(name), { timeoutMs: 60_000, signal: stop.signal }));
      expect((await Promise.all(made)).filter(({ ok }) => !ok)).toEqual([]);
    }
    const { pods } = WATCHED_RESOURCES;
    const watched = watch(pods, { pageSize: 300 });
    await server.kubectl(['-n', 'demo', 'delete', 'pod', 'bulk-1', 'bulk-1999', '--force', '--grace-period=0']);
    await settles(watched, pods);
    expect(watched.rows.size).toBeGreaterThanOrEqual(1998);
    expect(seen.reads.filter((query) => query['limit'] === '300').length).toBeGreaterThanOrEqual(7);
  });

  it('after its page token was compacted away (410) in the middle of the list', async () => {
    const { pods } = WATCHED_RESOURCES;
    const uncached = await plane.openApiServer(['--watch-cache=false']); // a cache may still know the page
    await use(uncached);
    let compacted = false;
    seen.beforeRead = async (query) => {
      if (query['continue'] === undefined || compacted) return;
      compacted = true;
      await uncached.kubectl(['-n', 'demo', 'annotate', 'pod', 'a', 'compacted=yes']);
      await plane.compact();
    };
    const watched = watch(pods, { pageSize: 300 });
    await settles(watched, pods);
    expect(seen.statuses).toContain(410);
    expect(watched.state()).toMatchObject({ lists: 1, restarts: 0 });
    await uncached.kubectl(['-n', 'demo', 'label', 'pod', 'a', 'uncached=yes']);
    await settles(watched, pods);
    stop.abort();
    await uncached.stop('SIGKILL');
  });

  it('after the API server was killed and came back, while others changed things and etcd forgot them (410)', async () => {
    const { pods } = WATCHED_RESOURCES;
    const other = await plane.openApiServer();
    const watched = watch(pods);
    await settles(watched, pods);
    const before = watched.rows.size;
    await server.stop('SIGKILL');
    await expect
      .poll(() => watched.state(), SOON)
      .toMatchObject({ phase: 'down', problem: { kind: 'cluster_unreachable' }, objects: before });
    await other.kubectl(['-n', 'demo', 'delete', 'pod', 'bulk-2', 'bulk-3', '--force', '--grace-period=0']);
    await other.kubectl(['create', '-f', '-'], list(pod('bulk-3'), pod('while-away')));
    await other.kubectl(['-n', 'demo', 'label', 'pod', 'a', 'changed=again', '--overwrite']);
    await plane.compact();
    await server.start();
    await settles(watched, pods);
    await other.stop('SIGTERM');
    expect(watched.rows.has('demo/while-away')).toBe(true);
    expect(watched.state().lists).toBe(2);
    expect(seen.statuses).toContain(410);
  });

  it('after the API server was stopped in order and started again', async () => {
    const { pods } = WATCHED_RESOURCES;
    const watched = watch(pods);
    await settles(watched, pods);
    await server.stop('SIGTERM');
    await expect.poll(() => watched.state().phase, SOON).toBe('down');
    await server.start();
    await server.kubectl(['create', '-f', '-'], pod('after-restart'));
    await settles(watched, pods);
    expect(watched.rows.has('demo/after-restart')).toBe(true);
  });

  it('while nothing changes: bookmarks come within the idle deadline and move the place on', async () => {
    const { hpas } = WATCHED_RESOURCES;
    const watched = watch(hpas, { idleMs: 90_000 });
    await settles(watched, hpas);
    await server.kubectl(['-n', 'demo', 'annotate', 'pod', 'a', 'other=thing']); // of another kind: the revision moves on
    await expect.poll(() => seen.bookmarks, { timeout: 100_000, interval: 500 }).toBeGreaterThan(0);
    expect(watched.state()).toMatchObject({ phase: 'watching', restarts: 0 });
  }, 120_000);

  it('while nothing changes and no bookmark comes in time: silence is looked into and is no problem', async () => {
    const { hpas } = WATCHED_RESOURCES;
    const states: string[] = [];
    const options = { onChange: () => undefined, idleMs: 500, onState: ({ phase }: { phase: string }) => states.push(phase) };
    const watched = openKubeWatch(connected(), hpas, options, stop.signal);
    ends.push(watched.ended);
    await expect.poll(() => watched.state().lists, SOON).toBeGreaterThan(3);
    expect(states).toEqual(['watching']);
    expect(watched.state()).toMatchObject({ phase: 'watching', problem: null });
  });

  it('and what the server refuses is named', async () => {
    await server.kubectl(['create', 'serviceaccount', 'nobody', '-n', 'demo']);
    const token = (await server.kubectl(['create', 'token', 'nobody', '-n', 'demo'])).trim();
    const nobody = openKubeApi({ name: 'real', kubeconfig: await seen.kubeconfigFor(server.kubeconfig, token), context: null });
    try {
      const options = { timeoutMs: 20_000, signal: stop.signal };
      expect(await nobody.read('/api/v1/pods', {}, options)).toMatchObject({
        ok: false,
        error: {
          status: 403,
          problem: { kind: 'cluster_forbidden', detail: expect.stringContaining('cannot list resource "pods"') as string },
        },
      });
    } finally {
      await nobody.close();
    }
    const wrong = openKubeApi({ name: 'real', kubeconfig: await seen.kubeconfigFor(server.kubeconfig, 'wrong-token'), context: null });
    const read = await wrong.read('/api/v1/pods', {}, { timeoutMs: 20_000, signal: stop.signal });
    expect(read).toMatchObject({ ok: false, error: { status: 401, problem: { kind: 'cluster_auth_failed' } } });
    await wrong.close();
  });
});
