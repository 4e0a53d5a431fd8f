import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Values } from '@tart-lab/contract/routes.ts';
import { TOKEN, until } from '../support/proxyProcess.ts';
import { openLabWithProxy, type LabWithProxy } from '../support/simulatedLab.ts';

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

const Budgets = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ namespace: z.string(), name: z.string() }),
      spec: z.object({ minAvailable: z.number() }),
      status: z.object({
        currentHealthy: z.number(),
        desiredHealthy: z.number(),
        expectedPods: z.number(),
        disruptionsAllowed: z.number(),
      }),
    }),
  ),
});

const run = promisify(execFile);
/** kubectl as a person uses it. The lab lives in this process, so it must not block. */
async function kubectl(cluster: string, ...args: string[]): Promise<string> {
  const config = join(opened.lab.dir, 'kubeconfig', `${cluster}.yaml`);
  const { stdout } = await run('kubectl', ['--kubeconfig', config, '--cache-dir', join(opened.lab.dir, 'kubectl-cache'), ...args]);
  return stdout;
}
const table = (name: string, more: Record<string, unknown> = {}) => opened.proxy.table(name, more);
const names = (rows: readonly Record<string, unknown>[], column: string): string[] => rows.map((row) => String(row[column])).sort();

describe('the clusters of the reference lab', () => {
  it('are four, with ten nodes that are the ten VMs', async () => {
    expect((await opened.proxy.health()).clusters).toEqual({ up: 4, total: 4 });
    const nodes = await table('nodes');
    expect(nodes).toHaveLength(10);
    for (const { node, vm, status, age } of nodes) expect([vm, status, age]).toEqual([node, 'Ready', 0]);
    const vms = await table('vms');
    for (const { vm, role, pods } of vms)
      expect([vm, role, Number(pods) > 0]).toEqual([vm, String(vm).endsWith('master') ? 'control-plane' : 'worker', true]);
  });

  it.each(['platform', 'dev', 'staging', 'prod'])('have in %s the pods that kubectl lists', async (cluster) => {
    const listed = await kubectl(cluster, 'get', 'pods', '-A', '-o', 'jsonpath={range .items[*]}{.metadata.name}{"\\n"}{end}');
    const rows = await table('pods', { clusters: [cluster] });
    expect(names(rows, 'pod')).toEqual(listed.trim().split('\n').sort());
  });

  it('show statuses and restarts as kubectl prints them', async () => {
    const printed = await kubectl('dev', 'get', 'pods', '-A', '--no-headers');
    const expected = printed
      .trim()
      .split('\n')
      .map((line) =>
        line
          .replace(/ \(.*? ago\)/, '')
          .split(/\s+/)
          .slice(0, 5)
          .join(' '),
      )
      .sort();
    const rows = await table('pods', { clusters: ['dev'] });
    expect(rows.map(({ namespace, pod, ready, status, restarts }) => [namespace, pod, ready, status, restarts].join(' ')).sort()).toEqual(
      expected,
    );
  });

  it('know usage as kubectl top tells it', async () => {
    const shown = await until(async () => {
      const rows = await table('nodes', { clusters: ['dev'], columns: ['node', 'cpu_used_cores', 'memory_used'] });
      return rows.every(({ cpu_used_cores: cpu }) => typeof cpu === 'number') ? rows : undefined;
    }, 20_000);
    const top = await kubectl('dev', 'top', 'nodes', '--no-headers');
    for (const line of top.trim().split('\n')) {
      const [node, millicores = '', , mebibytes = ''] = line.split(/\s+/);
      const row = shown.find((one) => one['node'] === node);
      // metrics-server renews its figures every 15 s: ours may be one older.
      expect(Number(row?.['cpu_used_cores'])).toBeGreaterThan(0);
      expect(Math.abs(Number(row?.['cpu_used_cores']) * 1000 - Number.parseInt(millicores, 10))).toBeLessThan(600);
      expect(Number(row?.['memory_used']) / 2 ** 20 / Number.parseInt(mebibytes, 10)).toBeCloseTo(1, 0);
    }
  });

  it('explain the HPA of the demo', async () => {
    const rows = await table('hpas', { clusters: ['dev'] });
    expect(names(rows, 'hpa')).toEqual(['httpbin', 'nginx-web']);
    const web = rows.find(({ hpa }) => hpa === 'nginx-web');
    expect(web).toMatchObject({ target: 'Deployment/nginx-web', min: 3, max: 10 });
    expect(web?.['explanation']).toEqual(expect.stringMatching(/\w+/));
  });

  it('show PDBs as kubectl does, and what holds a drain', async () => {
    const budgets = async (): Promise<unknown[]> => {
      const { items } = Budgets.parse(JSON.parse(await kubectl('dev', 'get', 'pdb', '-A', '-o', 'json')));
      return items.map(({ metadata, spec, status }) => ({
        namespace: metadata.namespace,
        pdb: metadata.name,
        min_available: String(spec.minAvailable),
        healthy: status.currentHealthy,
        healthy_wanted: status.desiredHealthy,
        expected_pods: status.expectedPods,
        disruptions_allowed: status.disruptionsAllowed,
      }));
    };
    const columns = ['namespace', 'pdb', 'min_available', 'healthy', 'healthy_wanted', 'expected_pods', 'disruptions_allowed'];
    const asTable = () => table('pdbs', { clusters: ['dev'], columns });
    const about = () => table('pdbs', { clusters: ['dev'], columns: ['workload', 'disruptions_allowed', 'blocked'] });
    expect(await asTable()).toEqual(await budgets());
    expect(await about()).toEqual([{ workload: 'Deployment/nginx-web', disruptions_allowed: 1, blocked: null }]);

    const drained = kubectl('dev', 'drain', 'dev-worker1', '--ignore-daemonsets', '--delete-emptydir-data', '--force', '--timeout=4s');
    await expect(drained).rejects.toThrow(/would violate the pod's disruption budget/);
    await until(async () => (await about())[0]?.['blocked'] === '2 healthy of 2 wanted: none to spare' || undefined, 5000, about);
    expect(await asTable()).toEqual(await budgets());
    await kubectl('dev', 'uncordon', 'dev-worker1');
    await until(async () => (await about())[0]?.['disruptions_allowed'] === 1 || undefined, 30_000, about);
    const { frames } = await opened.proxy.query({ kind: 'metric', metric: 'tart_pdb_healthy', clusters: ['dev'] });
    expect(frames.map(({ schema }) => schema.fields[1]?.labels)).toEqual([{ cluster: 'dev', namespace: 'demo', pdb: 'nginx-web' }]);
  });

  it('show a change in the API within a second', async () => {
    await kubectl('prod', 'cordon', 'prod-worker2');
    await until(
      async () => (await table('nodes', { clusters: ['prod'] })).some(({ status }) => status === 'Ready,SchedulingDisabled') || undefined,
      1000,
    );
    await kubectl('prod', 'uncordon', 'prod-worker2');
    await until(async () => (await table('nodes', { clusters: ['prod'] })).every(({ status }) => status === 'Ready') || undefined, 1000);
  });

  it('have series of nodes, pods and HPAs in history', async () => {
    const latest = async (metric: string): Promise<number[]> => {
      const { frames } = await opened.proxy.query({ kind: 'metric', metric });
      return frames.flatMap(({ data }) => data.values[1]?.filter((value) => typeof value === 'number').at(-1) ?? []).map(Number);
    };
    const nodes = await until(async () => {
      const values = await latest('tart_cluster_nodes_ready');
      return values.length === 4 ? values : undefined;
    }, 25_000);
    expect(nodes.sort()).toEqual([2, 2, 3, 3]);
    expect(await latest('tart_hpa_replicas')).toEqual(expect.arrayContaining([3]));
  });

  it('have one series a node from the start, with the VM that it is', async () => {
    const { frames } = await opened.proxy.query({ kind: 'metric', metric: 'tart_node_cpu_usage_ratio' });
    const labels = frames.map(({ schema }) => schema.fields[1]?.labels ?? {});
    expect(labels).toHaveLength(10);
    for (const { node, vm, mac } of labels) expect([vm, mac]).toEqual([node, 'studio']);
  });

  it('name their choices for editor and variables', async () => {
    const values = async (path: string): Promise<string[]> => {
      const answer = await opened.proxy.fetch(`/api/v1/values/${path}`, { headers: { authorization: `Bearer ${TOKEN}` } });
      return Values.parse(await answer.json()).values.map(({ value }) => value);
    };
    expect(await values('clusters')).toEqual(['dev', 'platform', 'prod', 'staging']);
    expect(await values('nodes?cluster=dev')).toEqual(['dev-master', 'dev-worker1']);
    expect(await values('namespaces?cluster=dev')).toEqual(expect.arrayContaining(['demo', 'kube-system']));
    expect(await values('workloads?cluster=dev&namespace=demo')).toEqual(expect.arrayContaining(['httpbin', 'nginx-web', 'redis']));
  });

  it('keep the account’s token out of every answer and the log, also when it is refused', async () => {
    const text = await readFile(join(opened.lab.dir, 'kubeconfig', 'staging-reader.yaml'), 'utf8');
    const token = /token: (\S+)/.exec(text)?.[1] ?? '';
    expect(token.length).toBeGreaterThan(20);
    await opened.lab.fault('token-expired', 'staging');
    await until(async () => (await opened.proxy.health()).problems.some(({ kind }) => kind === 'cluster_auth_failed') || undefined, 30_000);
    const headers = { authorization: `Bearer ${TOKEN}` };
    const answers = await Promise.all(
      ['health', 'snapshot'].map(async (path) => (await opened.proxy.fetch(`/api/v1/${path}`, { headers })).text()),
    );
    for (const said of [...answers, JSON.stringify(await table('problems')), opened.proxy.log()]) expect(said).not.toContain(token);
    await opened.lab.fault('clear', 'staging');
    await until(
      async () => (await opened.proxy.health()).problems.every(({ kind }) => kind !== 'cluster_auth_failed') || undefined,
      60_000,
    );
  });
});
