import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseLoadTestOptions } from '../../backend-proxy/src/cli/loadtest/loadTestOptions.ts';
import { runLoadTest } from '../../backend-proxy/src/cli/loadtest/runLoadTest.ts';
import { openKubeApi } from '../../backend-proxy/src/transport/kube/openKubeApi.ts';
import { openServedCluster } from '../../lab/src/cluster/openServedCluster.ts';
import { machinesOf } from '../../lab/src/cluster/testing.ts';
import { NOON_MS } from '../../lab/src/testing.ts';
import { PROGRAM, until } from '../support/proxyProcess.ts';
import { openLabWithProxy, type LabWithProxy } from '../support/simulatedLab.ts';

/** One tick of the quick clock: so much of the cluster's time passes in so much of ours. */
const TICK_MS = 250;
const TICK_REAL_MS = 10;

describe('tart-lab loadtest against the seed’s behaviour, on a quick clock', () => {
  it('shows 3 → 5 → 6 → 4 → 3, each step with its formula, window and policy, and what differs from the expected timeline', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'tart-lab-loadtest-'));
    const served = await openServedCluster({ dir, name: 'dev', machines: machinesOf('dev'), seed: 1, now: () => NOON_MS, port: 0 });
    const { agenda, usage, store } = served.cluster;
    // Ten seconds before the HPA looks, as in the lab's own test of the timeline; from here on the clock is ours.
    agenda.runUntil(usage.measuredAtMs() + 15_000 + 1500 + 5000);
    const api = openKubeApi({ name: 'dev', kubeconfig: served.loadtestFile, context: null });
    const said: string[] = [];
    const stop = new AbortController();
    let ticking: Promise<void> | undefined;
    async function tick(): Promise<void> {
      while (!stop.signal.aborted) {
        agenda.runUntil(agenda.now() + TICK_MS);
        await sleep(TICK_REAL_MS);
      }
    }
    const deps = {
      cluster: 'dev',
      api,
      say(line: string) {
        said.push(line);
        if (line.startsWith('created')) ticking ??= tick();
      },
      now: agenda.now,
      async rest(ms: number, signal?: AbortSignal) {
        const untilMs = agenda.now() + ms;
        while (agenda.now() < untilMs && signal?.aborted !== true) await sleep(TICK_REAL_MS);
      },
      signal: stop.signal,
    };
    const options = parseLoadTestOptions(['--duration', '90s']);
    if (!options.ok) throw new Error(options.error);
    try {
      const outcome = await runLoadTest(options.value.plan, options.value, deps);
      const text = said.join('\n');
      expect(outcome, text).toEqual({ ok: true, value: 'done' });
      expect(text).toContain('the HPA’s steps: 3 → 5 → 6 → 4 → 3');
      expect(text).toMatch(
        /\+(?:2[5-9]|3\d) s {2}3 → 5\n +formula: cpu is at 75 % for a target of 50 %: 3 replicas × 1\.5 asks for 5\.\n +window: 30 s up.*\n +policy: 100 % in 30 s lets 3 become 6 at most/,
      );
      expect(text).toMatch(/\+7\d s {2}5 → 6\n +formula: cpu is at 56 % for a target of 50 %: 5 replicas × 1\.12 asks for 6\./);
      expect(text).toMatch(
        /\+3[89]\d s {2}6 → 4\n.*asks for 1\.\n +window: 300 s down.*\n +policy: 25 % in 60 s lets 6 become 4 at least\n +so 4 instead of 1: the policy/,
      );
      expect(text).toMatch(
        /\+4[456]\d s {2}4 → 3\n(?:.*\n){1,3}.*policy: 25 % in 60 s lets 4 become 3 at least; the step at \+3[89]\d s used it up until \+4[45]\d s/,
      );
      expect(text).toMatch(/ 40 s +75 % {2}3 → 5 +7\d % {2}5\n/);
      expect(text).toContain('down it went 6 → 4 → 3, expected 6 → 5 → 4 → 3: a percentage of replicas is cut to whole ones');
      expect(text).toMatch(/k6 ended: \d+ requests\/s, p50 \d+(\.\d+)? ms, p95 \d+ ms, p99 \d+ ms, 0\.\d+ % failed/);
      expect(text).toMatch(/removed job k6-loadtest and configmap k6-loadtest$/);
      expect([store.list('batch/jobs', 'demo'), store.list('core/configmaps', 'demo')]).toEqual([[], []]);
    } finally {
      stop.abort();
      await ticking;
      await api.close();
      await served.close();
      await rm(dir, { recursive: true });
    }
  });
});

describe('tart-lab loadtest beside a running proxy', () => {
  let opened: LabWithProxy;
  beforeAll(async () => {
    opened = await openLabWithProxy();
    await until(
      async () => (await opened.proxy.health()).clusters.up === 4 || undefined,
      20_000,
      () => opened.proxy.log(),
    );
  });
  afterAll(() => opened.close());

  /** The command as a user runs it. The lab lives in this process, so it must not block. */
  function start(...args: string[]): { child: ChildProcess; text: () => string; ended: Promise<number | null> } {
    const child = spawn(process.execPath, [PROGRAM, 'loadtest', ...args], { env: opened.proxy.env });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
    return { child, text: () => text, ended: once(child, 'close').then(() => child.exitCode) };
  }
  const run = promisify(execFile);
  async function left(): Promise<string> {
    const config = join(opened.lab.dir, 'kubeconfig', 'dev.yaml');
    const { stdout } = await run('kubectl', ['--kubeconfig', config, '-n', 'demo', 'get', 'jobs,configmaps', '-o', 'name']);
    return stdout.trim();
  }
  async function events(): Promise<string[]> {
    const { frames } = await opened.proxy.query({ kind: 'events', kinds: ['loadtest_started', 'loadtest_ended'], clusters: ['dev'] }, 600);
    const [frame] = frames;
    const at = frame?.schema.fields.findIndex(({ name }) => name === 'body') ?? -1;
    return (frame?.data.values[at] ?? []).map(String);
  }
  async function points(metric: string): Promise<{ labels: unknown; values: unknown[] }[]> {
    const { frames } = await opened.proxy.query({ kind: 'metric', metric: `tart_loadtest_${metric}` }, 600);
    return frames.map(({ schema, data }) => ({
      labels: schema.fields[1]?.labels,
      values: (data.values[1] ?? []).filter((value) => value !== null),
    }));
  }

  it('runs, and the proxy has its start, its end and its figures', async () => {
    const test = start('--vus', '20', '--duration', '12s', '--watch', '1s');
    await until(() => test.text().includes('k6 runs') || undefined, 30_000, test.text);
    const second = start('--duration', '5s');
    expect([await second.ended, second.text()]).toEqual([
      1,
      expect.stringContaining('loadtest_running: the Job demo/k6-loadtest runs already'),
    ]);
    expect(await test.ended, test.text()).toBe(0);
    expect(test.text()).toMatch(/created the Job demo\/k6-loadtest: 20 users for 12 s on http:\/\/nginx-web\.demo\.svc/);
    expect(await left()).toBe('');
    const told = await until(async () => ((await events()).length >= 2 ? events() : undefined), 5000, events);
    expect(told[0]).toMatch(/^dev: load test demo\/k6-loadtest ended after 12 s: \d+ requests\/s, p50 .* p95 .* p99 .* failed/);
    expect(told[1]).toBe('dev: load test demo/k6-loadtest started');
    const labels = { cluster: 'dev', namespace: 'demo', test: 'k6-loadtest' };
    for (const metric of ['requests_per_second', 'failed_ratio', 'duration_p50_seconds', 'duration_p95_seconds', 'duration_p99_seconds']) {
      const [series] = await points(metric);
      expect([metric, series?.labels]).toEqual([metric, labels]);
      // Two while it ran, one at its end.
      expect(series?.values.length, metric).toBeGreaterThanOrEqual(3);
    }
    const [users] = await points('vus');
    expect([users?.values[0], users?.values.at(-1)]).toEqual([20, 0]);
    const page = await (
      await opened.proxy.fetch('/metrics', { headers: { authorization: `Bearer ${opened.proxy.env['TART_LAB_TOKEN'] ?? ''}` } })
    ).text();
    expect(page).toMatch(/^tart_loadtest_vus\{.*test="k6-loadtest".*\} 0$/m);
  });

  it('removes what it made after Ctrl-C, and says so; the proxy tells that it was stopped', async () => {
    const test = start('--duration', '60s');
    await until(() => test.text().includes('k6 runs') || undefined, 30_000, test.text);
    expect((await left()).split('\n')).toHaveLength(2);
    test.child.kill('SIGINT');
    expect(await test.ended, test.text()).toBe(130);
    expect(test.text()).toContain('removed job k6-loadtest and configmap k6-loadtest');
    expect(await left()).toBe('');
    await until(async () => (await events())[0]?.includes('was stopped after') || undefined, 10_000, events);
  });

  it('says why the pod cannot start, and leaves nothing', async () => {
    const ailments = opened.lab.clusters.find(({ name }) => name === 'dev')?.cluster.ailments;
    ailments?.set('demo', 'k6-loadtest', 'image-pull');
    const test = start('--duration', '5s');
    expect(await test.ended).toBe(1);
    expect(test.text()).toMatch(
      /loadtest_failed: the pod k6-loadtest-\w+ cannot start: (ErrImagePull|ImagePullBackOff)[\s\S]*next: Correct --image/,
    );
    expect(await left()).toBe('');
    ailments?.clearAll();
  });

  it('names what an account may not do and what allows it, and the clusters that there are', async () => {
    const reader = start('--kubeconfig', join(opened.lab.dir, 'kubeconfig', 'dev-reader.yaml'));
    expect(await reader.ended).toBe(1);
    expect(reader.text()).toMatch(/cluster_forbidden: .*jobs[\s\S]*next: kubectl apply -f manifests\/rbac\/tart-lab-loadtest\.yaml/);
    const none = start('--cluster', 'qa');
    expect([await none.ended, none.text()]).toEqual([
      1,
      expect.stringMatching(/there is no cluster qa[\s\S]*platform, dev, staging, prod/),
    ]);
    const wrong = start('--vus', 'many');
    expect([await wrong.ended, wrong.text()]).toEqual([1, expect.stringContaining('--vus many: write a number')]);
  });
});
