import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem, ProblemKind } from '@tart-lab/contract/problem.ts';
import { WATCHED_RESOURCES } from '../../backend-proxy/src/collect/kube/resources.ts';
import type { PodRow } from '../../backend-proxy/src/parse/kube/rows.ts';
import type { KubeApi } from '../../backend-proxy/src/transport/kube/kubeApi.ts';
import type { KubeWatch, WatchState } from '../../backend-proxy/src/transport/kube/kubeWatch.ts';
import { openKubeApi } from '../../backend-proxy/src/transport/kube/openKubeApi.ts';
import { openKubeWatch } from '../../backend-proxy/src/transport/kube/openKubeWatch.ts';
import { readList } from '../../backend-proxy/src/transport/kube/readList.ts';
import { openKubeApi as openApiServer, type KubeServer } from '../../lab/src/kube/openKubeApi.ts';
import { MemoryStore } from '../../lab/src/kube/store/memoryStore.ts';
import { makeCertificate } from '../../lab/src/kube/tls/certificate.ts';

const { pods } = WATCHED_RESOURCES;
const SOON = { timeout: 25_000, interval: 20 };
const DAY_MS = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), 'tart-lab-cluster-faults-'));
const stop = new AbortController();

/** One cluster of the lab with a watch of its pods on top. */
interface Cluster {
  readonly server: KubeServer;
  readonly api: KubeApi;
  readonly watch: KubeWatch<PodRow>;
  /** Every state that it went through. */
  readonly states: WatchState[];
  /** Fewest rows that it ever showed since this was set to Infinity. */
  fewest: number;
  clock: Problem | null;
  /** Writes the kubeconfig anew, with the tokens that hold now. */
  login(): void;
}

let dev: Cluster;
let prod: Cluster;
/** Its API server is gone while all others are tested. */
let away: Cluster;
let awaySinceMs: number;
beforeAll(async () => {
  [dev, prod, away] = await Promise.all([openCluster('dev'), openCluster('prod'), openCluster('away')]);
});
afterAll(async () => {
  stop.abort();
  for (const cluster of [dev, prod, away]) {
    await cluster.watch.ended;
    await cluster.api.close();
    await cluster.server.close();
  }
  rmSync(folder, { recursive: true });
});

async function openCluster(name: string): Promise<Cluster> {
  const store = new MemoryStore({ seed: name });
  for (let index = 0; index < 60; index += 1) store.put('core/pods', pod(`web-${index}`));
  const server = await openApiServer({ name, dir: join(folder, name), store, bookmarkEveryMs: 200 });
  const kubeconfig = join(folder, `${name}.yaml`);
  const login = (): void => writeFileSync(kubeconfig, server.kubeconfig(), { mode: 0o600 });
  login();
  const states: WatchState[] = [];
  const api = openKubeApi({ name, kubeconfig, context: null }, { onClock: (problem) => (cluster.clock = problem) });
  const watch = openKubeWatch(
    api,
    pods,
    {
      onChange: () => (cluster.fewest = Math.min(cluster.fewest, watch.rows.size)),
      onState: (state) => states.push(state),
      pageSize: 20,
      idleMs: 1500,
      random: () => 0.1, // pauses of a second at most
    },
    stop.signal,
  );
  const cluster: Cluster = { server, api, watch, states, fewest: Infinity, clock: null, login };
  return cluster;
}

const pod = (name: string, phase = 'Running') => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'demo' },
  spec: { nodeName: 'dev-worker1', containers: [{ name: 'app' }] },
  status: { phase },
});

let round = 0;
/** What a cluster does all day: a pod changes, one goes, one goes and comes again as another one, one is new. */
function churn({ server: { store } }: Cluster): void {
  round += 1;
  store.put('core/pods', pod('web-1', `Phase${round}`));
  store.remove('core/pods', `web-${20 + round}`, 'demo');
  store.remove('core/pods', 'web-2', 'demo');
  store.put('core/pods', pod('web-2', `Again${round}`));
  store.put('core/pods', pod(`new-${round}`));
  store.put('core/pods', pod('short-lived'));
  store.remove('core/pods', 'short-lived', 'demo');
}

/** The watch is in touch without a problem, and its rows are what a fresh list gives: nothing lost, nothing stuck. */
async function recovers({ watch, api, server }: Cluster): Promise<void> {
  await expect.poll(() => ({ ...watch.state() }), SOON).toMatchObject({ phase: 'watching', problem: null, malformed: 0 });
  const request = { path: pods.path, query: {}, toRow: (object: unknown) => pods.toRow(object), pageSize: 500, timeoutMs: 5000 };
  const fresh = async (): Promise<Record<string, unknown>> => {
    const list = await readList(api, { ...request, signal: stop.signal });
    if (!list.ok) throw new Error(list.error.problem.detail);
    return Object.fromEntries([...list.value.objects].map(([key, { row }]) => [key, row.ok ? row.value : row.error]));
  };
  const expected = await fresh();
  expect(Object.keys(expected)).toHaveLength(server.store.list('core/pods').length);
  await expect.poll(() => Object.fromEntries(watch.rows), SOON).toEqual(expected);
}

/** Another cluster is as quick as ever. */
async function isUntouched(cluster: Cluster): Promise<void> {
  churn(cluster);
  await expect.poll(() => cluster.watch.rows.get('demo/web-1')?.phase, { timeout: 1000, interval: 10 }).toBe(`Phase${round}`);
}

const shows = (cluster: Cluster, kind: ProblemKind) => expect.poll(() => cluster.watch.state().problem?.kind, SOON).toBe(kind);

const AWAY_MS = 60_000;

describe('a cluster whose API server is gone for a minute', () => {
  it('says so, and that minute is the other tests’ own', async () => {
    await recovers(away);
    await away.server.set({ gone: true });
    awaySinceMs = Date.now();
    await shows(away, 'cluster_unreachable');
  });
});

describe('a cluster', () => {
  it('is listed in pages and then follows every change', async () => {
    await recovers(dev);
    await recovers(prod);
    churn(dev);
    await recovers(dev);
    expect(dev.watch.state()).toMatchObject({ lists: 1, restarts: 0 });
  });

  it.each<[string, ProblemKind, (cluster: Cluster) => void | Promise<void>, (cluster: Cluster) => void | Promise<void>]>([
    [
      'whose API server is gone',
      'cluster_unreachable',
      ({ server }) => server.set({ gone: true }),
      ({ server }) => server.set({ gone: false }),
    ],
    [
      'whose token has expired, until the kubeconfig holds another',
      'cluster_auth_failed',
      ({ server }) => {
        server.renewTokens();
        server.cutWatches();
      },
      (cluster) => cluster.login(),
    ],
    [
      'that refuses every login',
      'cluster_auth_failed',
      faulty({ expiredTokens: true }),
      ({ server }) => server.set({ expiredTokens: false }),
    ],
    [
      'that answers 429 to everything',
      'cluster_throttled',
      faulty({ failing: { status: 429, requests: 'all', retryAfterSeconds: 1 } }),
      ({ server }) => server.set({ failing: null }),
    ],
    [
      'that answers 500 to everything',
      'cluster_failed',
      faulty({ failing: { status: 500, requests: 'all' } }),
      ({ server }) => server.set({ failing: null }),
    ],
    ['that answers with a web page', 'cluster_unreadable', faulty({ html: true }), ({ server }) => server.set({ html: false })],
    [
      'that shows another authority’s certificate',
      'cluster_tls_failed',
      faulty({ otherAuthority: true }),
      ({ server }) => server.set({ otherAuthority: false }),
    ],
  ])('%s keeps its rows, says why, and comes back whole', async (_what, kind, begin, end) => {
    const before = Object.fromEntries(dev.watch.rows);
    await begin(dev);
    await shows(dev, kind);
    expect(dev.watch.state()).toMatchObject({ phase: 'down', objects: Object.keys(before).length });
    churn(dev);
    await isUntouched(prod);
    expect(Object.fromEntries(dev.watch.rows)).toEqual(before);
    await end(dev);
    await recovers(dev);
  });

  it.each(['status', 'event'] as const)('that forgot our place, told as %s, is listed again', async (goneAs) => {
    await dev.server.set({ gone: true, goneAs });
    await shows(dev, 'cluster_unreachable');
    churn(dev);
    dev.server.compact();
    const { lists } = dev.watch.state();
    dev.states.length = 0;
    await dev.server.set({ gone: false });
    await expect.poll(() => dev.watch.state().lists, SOON).toBe(lists + 1);
    await recovers(dev);
    expect(dev.states.map(({ phase }) => phase)).toContain('relisting');
    await isUntouched(prod);
  });

  it('whose watch is cut without a word is found out', async () => {
    await dev.server.set({ silentWatches: true });
    churn(dev);
    await shows(dev, 'watch_silent');
    const expected = dev.server.store.list('core/pods').length;
    expect(dev.watch.rows.size).toBe(expected);
    await isUntouched(prod);
    await dev.server.set({ silentWatches: false });
    churn(dev);
    await recovers(dev);
  });

  it('that ends lists in mid-page never shows a part for the whole', async () => {
    dev.fewest = Infinity;
    await dev.server.set({ cutLists: 4 });
    dev.server.compact({ endWatches: true });
    await shows(dev, 'cluster_unreachable');
    churn(dev);
    await expect.poll(() => dev.server.conditions.cutLists, SOON).toBe(0);
    await recovers(dev);
    expect(dev.fewest).toBeGreaterThanOrEqual(dev.server.store.list('core/pods').length - 2);
  });

  it('that lists slowly shows what it knew, and since when', async () => {
    const heardMs = dev.watch.state().lastContactMs ?? 0;
    await dev.server.set({ slowListMs: 300 });
    dev.server.compact({ endWatches: true });
    await expect.poll(() => dev.watch.state().phase, SOON).toBe('relisting');
    const objects = dev.watch.rows.size;
    churn(dev);
    expect(dev.watch.state()).toMatchObject({ phase: 'relisting', objects });
    expect(dev.watch.state().lastContactMs).toBeLessThan(Date.now());
    await isUntouched(prod);
    await dev.server.set({ slowListMs: 0 });
    await recovers(dev);
    expect(dev.watch.state().lastContactMs).toBeGreaterThan(heardMs);
  });

  it('with malformed objects shows the others, and none of theirs that is out of date', async () => {
    await dev.server.set({ malformedEvery: 7 });
    dev.server.compact({ endWatches: true });
    await expect.poll(() => dev.watch.state().malformed, SOON).toBeGreaterThan(3);
    const { malformed, objects, problem } = dev.watch.state();
    expect(problem).toMatchObject({ kind: 'cluster_unreadable', section: 'pods' });
    expect(objects + malformed).toBeLessThanOrEqual(dev.server.store.list('core/pods').length);
    churn(dev);
    await isUntouched(prod);
    await dev.server.set({ malformedEvery: 0 });
    dev.server.compact({ endWatches: true });
    await recovers(dev);
  });

  it('whose clock is off is told so, and works', async () => {
    await dev.server.set({ clockSkewMs: 120_000 });
    dev.server.cutWatches();
    await expect.poll(() => dev.clock, SOON).toMatchObject({ kind: 'clock_skewed', target: 'dev' });
    churn(dev);
    await recovers(dev);
    await dev.server.set({ clockSkewMs: 0 });
    dev.server.cutWatches();
    await expect.poll(() => dev.clock, SOON).toBeNull();
    expect(prod.clock).toBeNull();
  });

  it('was never touched by the faults of another', () => {
    expect(prod.states.map(({ phase, problem }) => [phase, problem?.kind])).toEqual([['watching', undefined]]);
    expect(prod.watch.state()).toMatchObject({ lists: 1, restarts: 0 });
  });
});

describe('TLS', () => {
  const kindOf = async (kubeconfig: string): Promise<string> => {
    const path = join(folder, 'tls.yaml');
    writeFileSync(path, kubeconfig, { mode: 0o600 });
    const api = openKubeApi({ name: 'dev', kubeconfig: path, context: null });
    const read = await api.read('/api/v1/pods', { limit: '1' }, { timeoutMs: 5000, signal: stop.signal });
    await api.close();
    return read.ok ? 'ok' : `${read.error.problem.kind}: ${read.error.problem.detail}`;
  };

  it('logs in by client certificate', async () => {
    expect(await kindOf(dev.server.kubeconfig('admin-certificate'))).toBe('ok');
  });

  it('checks the name, unless another is expected or nothing is to be checked', async () => {
    const config = dev.server.kubeconfig();
    const cluster = (more: string): string => config.replace(/(\n {6})(server: )/, `$1${more}$1$2`);
    expect(await kindOf(cluster('tls-server-name: other.example'))).toMatch(/^cluster_tls_failed: the certificate is for another name/);
    expect(await kindOf(cluster('tls-server-name: kubernetes'))).toBe('ok');
    const unchecked = config.replace(/certificate-authority-data: .*/, 'insecure-skip-tls-verify: true');
    expect(await kindOf(unchecked)).toBe('ok');
    expect(await kindOf(config.replace(/certificate-authority-data: .*/, ''))).toMatch(/^cluster_tls_failed: .*not signed by/);
  });

  it('refuses a certificate that has expired', async () => {
    const notBeforeMs = Date.now() - 3 * DAY_MS;
    const ca = makeCertificate({ commonName: 'ca', use: 'authority', notBeforeMs, notAfterMs: Date.now() + DAY_MS });
    const issuer = { subject: { commonName: 'ca' }, keyPem: ca.keyPem };
    const names = ['127.0.0.1'];
    const old = makeCertificate({ commonName: 'api', use: 'server', names, issuer, notBeforeMs, notAfterMs: Date.now() - DAY_MS });
    const server = createServer({ cert: old.certPem, key: old.keyPem }, (_request, response) => response.end('{}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const url = `https://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
    const authority = Buffer.from(ca.certPem).toString('base64');
    const config = dev.server
      .kubeconfig()
      .replace(dev.server.url, url)
      .replace(/(certificate-authority-data: ).*/, `$1${authority}`);
    expect(await kindOf(config)).toMatch(/^cluster_tls_failed: the certificate of 127\.0\.0\.1:\d+ has expired/);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('a cluster whose API server was gone for a minute', () => {
  it(
    'kept its rows, says since when, and is whole again within seconds',
    async () => {
      const before = Object.fromEntries(away.watch.rows);
      for (let i = 0; i < 5; i += 1) churn(away);
      const gone = { phase: 'down', objects: 60, problem: { kind: 'cluster_unreachable', sinceMs: expect.closeTo(awaySinceMs, -4) } };
      while (Date.now() < awaySinceMs + AWAY_MS) {
        expect(away.watch.state()).toMatchObject(gone);
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
      expect(Object.fromEntries(away.watch.rows)).toEqual(before);
      expect(away.watch.state().lastContactMs).toBeLessThan(awaySinceMs + 1000);
      await away.server.set({ gone: false });
      const backMs = Date.now();
      await recovers(away);
      expect(Date.now() - backMs).toBeLessThan(10_000);
    },
    2 * AWAY_MS,
  );
});

/** Sets conditions and has the watches meet them. */
function faulty(change: Parameters<KubeServer['set']>[0]): (cluster: Cluster) => Promise<void> {
  return async ({ server }) => {
    await server.set(change);
    server.cutWatches();
  };
}
