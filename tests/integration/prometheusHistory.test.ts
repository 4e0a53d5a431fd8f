import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QueryResult } from '@tart-lab/contract/query.ts';
import { parse, stringify } from 'yaml';
import { openLab, type Lab } from '../../lab/src/openLab.ts';
import { freePort } from '../apiserver/freePort.ts';
import { openPrometheus, type PrometheusServer } from '../support/prometheusServer.ts';
import { openProcess, PROGRAM, TOKEN, until, type ProxyProcess } from '../support/proxyProcess.ts';

// One simulated lab, two proxies on it: one keeps its history beside it, the other's is in Debian's Prometheus, which scrapes that proxy.
// Both read it by themselves, and on a busy machine a frame or a scrape comes late: so they have to agree over some 40 seconds, not over
// the first.
const WATCHED_MS = 40_000;
const AGREE_WITHIN_MS = 120_000;
const STEP_MS = 5000;
let dir: string;
let lab: Lab;
let server: PrometheusServer;
let beside: ProxyProcess;
let remote: ProxyProcess;

async function configure(name: string, port: number, history: Record<string, unknown>): Promise<string> {
  const place = join(dir, name);
  await mkdir(place);
  const config: unknown = parse(await readFile(lab.configFile, 'utf8'));
  const intervals = { guests: '2s', inventory: '2s', disks: '4s', podUsage: '4s' };
  const more = { listen: `127.0.0.1:${port}`, token: '${TART_LAB_TOKEN}', intervals, history, stateDir: join(place, 'state') };
  await writeFile(join(place, 'tart-lab.yaml'), stringify(Object.assign({}, config, more)));
  return place;
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tart-lab-prometheus-history-'));
  lab = await openLab({ dir: join(dir, 'lab'), vms: 10, seed: 1, sshPort: 0 });
  const port = await freePort();
  server = await openPrometheus(join(dir, 'prometheus'), 2, [
    {
      job_name: 'tart-lab',
      honor_labels: true,
      authorization: { credentials: TOKEN },
      static_configs: [{ targets: [`127.0.0.1:${port}`] }],
    },
  ]);
  const history = { engine: 'prometheus', url: server.url, match: '{job="tart-lab"}', scrape: '2s', path: 'events.db' };
  remote = await openProcess(await configure('remote', port, history));
  beside = await openProcess(await configure('beside', 0, { path: 'history.db' }));
  for (const proxy of [remote, beside]) {
    await until(
      async () => (await proxy.health()).vms.up === 10 || undefined,
      60_000,
      () => proxy.log(),
    );
  }
}, 240_000);
afterAll(async () => {
  await Promise.all([remote?.stop(), beside?.stop()]);
  await server?.stop();
  await lab?.close();
  if (dir) await rm(dir, { recursive: true });
});

/** The mean of every line over the last whole buckets of what was watched, by its labels. A line with few values has none. */
const meansOf = ({ frames }: QueryResult, nowMs: number): ReadonlyMap<string, number> =>
  new Map(
    frames.flatMap(({ schema, data }) => {
      const values = (data.values[1] ?? [])
        .filter((_, i) => {
          const atMs = Number(data.values[0]?.[i]);
          return atMs >= nowMs - WATCHED_MS && atMs + STEP_MS < nowMs - STEP_MS;
        })
        .filter((value) => typeof value === 'number');
      const labels = Object.entries(schema.fields[1]?.labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
      return values.length < 4 ? [] : [[JSON.stringify(labels), values.reduce((sum, value) => sum + value, 0) / values.length] as const];
    }),
  );
const metric = (id: string, more: object = {}) => ({ kind: 'metric', metric: id, minIntervalMs: STEP_MS, ...more });

/** Where the two proxies differ by more than `tolerance`, and what is missing of `lines` lines. */
async function differences(id: string, lines: number, tolerance: number): Promise<string[]> {
  const [ours, theirs] = await Promise.all([beside.query(metric(id)), remote.query(metric(id))]);
  const nowMs = Date.now();
  const [left, right] = [meansOf(ours, nowMs), meansOf(theirs, nowMs)];
  const wrong = [...new Set([...left.keys(), ...right.keys()])].flatMap((labels) => {
    const [a = NaN, b = NaN] = [left.get(labels), right.get(labels)];
    return Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), 1e-3) ? [] : [`${labels}: ${a} and ${b}`];
  });
  return left.size < lines ? [`${left.size} lines`, ...wrong] : wrong;
}

describe('a proxy whose history is in Prometheus', { timeout: AGREE_WITHIN_MS + 60_000 }, () => {
  // The proxies read the lab at different moments, and a scrape comes up to two seconds after its frame: more for what moves more.
  it.each([
    ['tart_vm_up', 10, 0],
    ['tart_vm_memory_total_bytes', 10, 0],
    ['tart_vm_memory_used_ratio', 10, 0.03],
    ['tart_vm_filesystem_used_ratio', 10, 0.02],
    ['tart_vm_load1', 10, 0.15],
    ['tart_vm_cpu_busy_ratio', 10, 0.15],
    ['tart_vm_network_receive_bytes_per_second', 10, 0.2],
    ['tart_vm_context_switches_per_second', 10, 0.2],
    ['tart_cluster_nodes_ready', 4, 0],
    ['tart_hpa_replicas', 2, 0],
  ])('answers %s as one that keeps it beside itself', async (id, lines, tolerance) => {
    const agree = async (): Promise<true | undefined> => {
      if ((await differences(id, lines, tolerance)).length === 0) return true;
      // Another point comes first.
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return undefined;
    };
    await until(agree, AGREE_WITHIN_MS, () => differences(id, lines, tolerance));
  });

  it('answers tables and events from memory and its own file', async () => {
    expect(await remote.table('vms')).toHaveLength(10);
    await lab.fault('stop', 'staging-worker1');
    const told = async (): Promise<unknown[]> =>
      (await remote.query({ kind: 'events', kinds: ['vm_stopped'] }, 600)).frames[0]?.data.values[0] ?? [];
    await until(async () => (await told()).length === 1 || undefined, 20_000, remote.log);
    await lab.fault('start', 'staging-worker1');
    await until(async () => (await remote.health()).vms.up === 10 || undefined, 60_000, remote.log);
    expect((await remote.health()).history).toMatchObject({ engine: 'prometheus', state: 'ok', series: 0 });
  });

  it('is checked: the server’s version and how old our series are', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'check'], { env: remote.env });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await once(child, 'close');
    expect(text).toMatch(
      /^ok +history +Prometheus 2\.\d+\.\d+\S* answers, with series of 10 VMs, the newest \d s old, scraped every 2 s$/m,
    );
  });

  it('knows what was before it started, and says so when the server is away, while what is now goes on', async () => {
    const port = remote.url;
    await remote.kill();
    remote = await openProcess(remote.dir);
    expect(remote.url).toBe(port);
    const startedMs = Date.now();
    const times = (await remote.query(metric('tart_vm_load1', { vms: ['dev-master'] }))).frames[0]?.data.values[0] ?? [];
    expect(times.filter((time) => Number(time) < startedMs - 15_000).length).toBeGreaterThan(2);

    await server.stop();
    const refused = await remote.query(metric('tart_vm_load1', { vms: ['dev-worker1'] }));
    expect(refused).toMatchObject({ status: 502, problem: { kind: 'prometheus_unreachable', target: server.url } });
    expect(await remote.table('vms')).toHaveLength(10);
    expect((await remote.health()).problems.map(({ kind }) => kind)).toContain('prometheus_unreachable');
  });
});
