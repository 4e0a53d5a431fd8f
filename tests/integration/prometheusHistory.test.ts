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
const WATCHED_S = 35;
let dir: string;
let lab: Lab;
let server: PrometheusServer;
let beside: ProxyProcess;
let remote: ProxyProcess;
let sinceMs: number;

async function configure(name: string, port: number, history: Record<string, unknown>): Promise<string> {
  const place = join(dir, name);
  await mkdir(place);
  const config: unknown = parse(await readFile(lab.configFile, 'utf8'));
  const intervals = { guests: '1s', inventory: '1s', disks: '5s', podUsage: '5s' };
  const more = { listen: `127.0.0.1:${port}`, token: '${TART_LAB_TOKEN}', intervals, history, stateDir: join(place, 'state') };
  await writeFile(join(place, 'tart-lab.yaml'), stringify(Object.assign({}, config, more)));
  return place;
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tart-lab-prometheus-history-'));
  lab = await openLab({ dir: join(dir, 'lab'), vms: 10, seed: 1, sshPort: 0 });
  const port = await freePort();
  server = await openPrometheus(join(dir, 'prometheus'), 1, [
    {
      job_name: 'tart-lab',
      honor_labels: true,
      authorization: { credentials: TOKEN },
      static_configs: [{ targets: [`127.0.0.1:${port}`] }],
    },
  ]);
  const history = { engine: 'prometheus', url: server.url, match: '{job="tart-lab"}', scrape: '1s', path: 'events.db' };
  remote = await openProcess(await configure('remote', port, history));
  beside = await openProcess(await configure('beside', 0, { path: 'history.db' }));
  for (const proxy of [remote, beside]) {
    await until(
      async () => (await proxy.health()).vms.up === 10 || undefined,
      60_000,
      () => proxy.log(),
    );
  }
  sinceMs = Date.now();
  await new Promise((resolve) => setTimeout(resolve, WATCHED_S * 1000));
}, 240_000);
afterAll(async () => {
  await Promise.all([remote?.stop(), beside?.stop()]);
  await server?.stop();
  await lab?.close();
  if (dir) await rm(dir, { recursive: true });
});

/** The mean of every line over the time that both were watched, by its labels. */
const meansOf = ({ frames }: QueryResult): Map<string, number> =>
  new Map(
    frames.flatMap(({ schema, data }) => {
      const values = (data.values[1] ?? [])
        .filter((value, i) => typeof value === 'number' && Number(data.values[0]?.[i]) >= sinceMs)
        .map(Number);
      const labels = Object.entries(schema.fields[1]?.labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
      return values.length < 3 ? [] : [[JSON.stringify(labels), values.reduce((sum, value) => sum + value, 0) / values.length] as const];
    }),
  );
const metric = (id: string, more: object = {}) => ({ kind: 'metric', metric: id, minIntervalMs: 5000, ...more });

describe('a proxy whose history is in Prometheus', () => {
  // The proxies read the lab at different moments, and a scrape comes up to a second after its frame: more for what moves more.
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
    const [ours, theirs] = await Promise.all([beside.query(metric(id)), remote.query(metric(id))]);
    const [left, right] = [meansOf(ours), meansOf(theirs)];
    expect([...right.keys()].sort()).toEqual([...left.keys()].sort());
    expect(left.size).toBeGreaterThanOrEqual(lines);
    for (const [labels, value] of left) {
      expect(Math.abs((right.get(labels) ?? NaN) - value), `${labels}: ${value} and ${right.get(labels)}`).toBeLessThanOrEqual(
        tolerance * Math.max(Math.abs(value), 1e-3),
      );
    }
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
      /^ok +history +Prometheus 2\.\d+\.\d+\S* answers, with series of 10 VMs, the newest \d s old, scraped every 1 s$/m,
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
