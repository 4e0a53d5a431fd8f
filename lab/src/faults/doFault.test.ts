import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openServedCluster, type ServedCluster } from '../cluster/openServedCluster.ts';
import { machinesOf, type TestMachine } from '../cluster/testing.ts';
import { isActive } from '../cluster/objects/pod.ts';
import { numberAt } from '../kube/fields.ts';
import { ailmentsOfCluster } from './clusterFaults.ts';
import { doFault, faultNames, faultsText } from './doFault.ts';

const dir = mkdtempSync(join(tmpdir(), 'tart-lab-faults-'));
let served: ServedCluster;
let machines: TestMachine[];
const does = (name: string, target: string, ...args: string[]): Promise<string> =>
  doFault({ vms: new Map(), clusters: [served], freeAddress: () => null, vmChanged: () => Promise.resolve() }, name, target, args);

beforeAll(async () => {
  machines = machinesOf('dev');
  served = await openServedCluster({ dir, name: 'dev', machines, seed: 1, now: Date.now, port: 0 });
});
afterAll(async () => {
  await served.close();
  rmSync(dir, { recursive: true });
});

describe('faults of a cluster', () => {
  it.each([
    ['token-expired', [], 'refuses credentials'],
    ['silent-watches', [], 'silent watches'],
    ['api-throttled', [], 'answers 429'],
    ['api-errors', ['20'], 'answers 500'],
    ['slow-lists', ['700'], 'lists 700 ms late'],
    ['cut-lists', [], 'cuts lists'],
    ['malformed', [], 'malformed objects'],
    ['clock-skew', ['90'], 'clock 90 s ahead'],
    ['html', [], 'answers web pages'],
    ['metrics-gone', [], 'no metrics'],
    ['hubble-gone', [], 'no Hubble Relay'],
    ['hubble-lost', [], 'loses flows'],
    ['flow-storm', [], '5000 flows/s'],
    ['api-gone', [], 'no API server'],
  ])('%s is done, shown, and ended by clear', async (name, args, ailment) => {
    expect(await does(name, 'dev', ...args)).toMatch(/^dev /);
    expect(ailmentsOfCluster(served)).toContain(ailment);
    expect(await does('clear', 'dev')).toBe('dev is well again');
    expect(ailmentsOfCluster(served)).toEqual([]);
  });

  it('are refused with what would be right', async () => {
    await expect(does('api-gon', 'dev')).rejects.toThrow('unknown fault "api-gon"; did you mean api-gone?');
    await expect(does('api-gone', 'dve')).rejects.toThrow('unknown cluster "dve"; did you mean dev?');
    await expect(does('slow-lists', 'dev', 'x')).rejects.toThrow('MS is a whole number');
    await expect(does('evict', 'ngnix-web')).rejects.toThrow('did you mean nginx-web?');
    await expect(does('node-not-ready', 'dev-worker')).rejects.toThrow('did you mean dev-worker1?');
    await expect(does('clear', 'nobody')).rejects.toThrow('unknown VM "nobody"');
  });

  it('take the API server away with the master, and bring it back with it', async () => {
    const [master] = machines;
    if (!master) throw new Error('no master');
    master.running = false;
    await served.machineChanged(master.name, false);
    expect(served.server.conditions.gone).toBe(true);
    await does('api-gone', 'dev');
    master.running = true;
    await served.machineChanged(master.name, false);
    expect(served.server.conditions.gone).toBe(true);
  });
});

describe('faults of pods and workloads', () => {
  it('find a pod by its name, and a workload with or without its place', async () => {
    const { store } = served.cluster;
    expect(await does('crash-loop', 'demo/redis')).toBe('StatefulSet redis in dev/demo crashes after every start');
    expect(ailmentsOfCluster(served)).toContain('crash-loop of demo/redis');
    expect(await does('clear', 'redis')).toContain('is well again');
    const pod = store.list('core/pods', 'demo').find(({ metadata }) => metadata.name.startsWith('httpbin'));
    expect(await does('evict', pod?.metadata.name ?? '')).toBe(`${pod?.metadata.name ?? ''} is evicted`);
    expect(await does('oom-kill', 'dev/demo/nginx-web')).toContain('was killed for its memory');
    expect(await does('scale', 'httpbin', '3')).toBe('Deployment httpbin gets 3 replicas');
    expect(numberAt(store.get('apps/deployments', 'httpbin', 'demo'), 'spec', 'replicas')).toBe(3);
    await expect(does('scale', 'coredns', 'many')).rejects.toThrow('N is a whole number');
  });

  it('start one load test at a time', async () => {
    expect(await does('load-test', 'dev', '50', '30')).toContain('50 users for 30 s');
    await expect
      .poll(
        () => served.cluster.store.list('core/pods', 'demo').filter((pod) => isActive(pod) && pod.metadata.name.startsWith('k6')).length,
      )
      .toBe(1);
    await expect(does('load-test', 'dev')).rejects.toThrow('a load test runs in dev already');
  });
});

describe('the list of faults', () => {
  it('names every fault with its target and what it does', () => {
    const text = faultsText();
    for (const name of faultNames())
      expect(text).toMatch(new RegExp(`^fault ${name} (VM|NODE|CLUSTER|POD\\|WORKLOAD|WORKLOAD N).* {2}\\S`, 'm'));
  });
});

describe('kubeconfigs', () => {
  it('are for their owner alone', () => {
    for (const file of [served.kubeconfigFile, served.readerFile]) expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
