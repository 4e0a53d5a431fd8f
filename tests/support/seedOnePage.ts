import type { GuestReport } from '../../backend-proxy/src/collect/report.ts';
import { WATCHED_RESOURCES } from '../../backend-proxy/src/collect/kube/resources.ts';
import { LINUX_COLLECTORS } from '../../backend-proxy/src/collect/registry.ts';
import { openGuestRunner } from '../../backend-proxy/src/collect/runner.ts';
import { periodMsOf } from '../../backend-proxy/src/collect/schedule.ts';
import { labPage } from '../../backend-proxy/src/expose/expose.ts';
import type { TextFormat } from '../../backend-proxy/src/expose/lines.ts';
import { ClusterState } from '../../backend-proxy/src/live/clusterState.ts';
import { LabState } from '../../backend-proxy/src/live/labState.ts';
import { ok } from '../../backend-proxy/src/result.ts';
import { ClusterSampler } from '../../backend-proxy/src/sample/cluster/clusterSampler.ts';
import { sampleReport } from '../../backend-proxy/src/sample/sampleReport.ts';
import { vmOf } from '../../backend-proxy/src/testing.ts';
import type { MacHost } from '../../backend-proxy/src/transport/transport.ts';
import type { WatchedResource, WatchState } from '../../backend-proxy/src/transport/kube/kubeWatch.ts';
import { testCluster } from '../../lab/src/cluster/testing.ts';
import { guestNamed, NOON_MS, runScript } from '../../lab/src/testing.ts';

const INTERVALS = { guests: 5000, ports: 15_000, disks: 30_000 };
const WATCHING: WatchState = {
  phase: 'watching',
  sinceMs: NOON_MS,
  lastContactMs: NOON_MS,
  problem: null,
  objects: 0,
  malformed: 0,
  lists: 1,
  restarts: 0,
};
const NO_MAC: MacHost = {
  name: 'studio',
  run: () => Promise.reject(new Error('nothing is run')),
  dial: () => Promise.reject(new Error('nothing is dialled')),
  close: () => Promise.resolve(),
};

/** A frame of a simulated guest at noon, through the whole collection but the wire. */
export async function frameOf(name: string): Promise<GuestReport> {
  const runner = openGuestRunner({
    vm: name,
    collectors: LINUX_COLLECTORS,
    intervals: INTERVALS,
    pool: {
      ask(_target, { setup, text }) {
        const { out, err } = runScript(`${setup}${text}`, guestNamed(name));
        return Promise.resolve(ok({ text: out, stderr: err, freshChannel: false, firstByteMs: 2, totalMs: 4 }));
      },
      drop: () => undefined,
      close: () => Promise.resolve(),
    },
    now: () => NOON_MS + 3,
    nonce: () => '00112233445566778899aabbccddeeff',
  });
  const target = { vm: name, mac: NO_MAC, address: '192.168.64.5', login: { user: 'admin', port: 22, hostKeys: 'off' } } as const;
  return runner.sample(target, new AbortController().signal);
}

/** The simulated cluster as its watches would have it at noon. */
export function clusterAtNoon(name: string): ClusterState {
  const { store } = testCluster(name).cluster;
  const watch = <Row>(kind: string, resource: WatchedResource<Row>) => {
    const rows = new Map<string, Row>();
    for (const item of store.list(kind)) {
      const row = resource.toRow(item);
      if (!row.ok) throw new Error(row.error.line);
      const { name: object, namespace } = item.metadata;
      rows.set(namespace === undefined ? object : `${namespace}/${object}`, row.value);
    }
    return { rows, state: () => WATCHING };
  };
  const { nodes, pods, deployments, hpas, pdbs, services, endpointSlices, events } = WATCHED_RESOURCES;
  const cluster = new ClusterState(name, {
    nodes: watch('core/nodes', nodes),
    pods: watch('core/pods', pods),
    deployments: watch('apps/deployments', deployments),
    hpas: watch('autoscaling/horizontalpodautoscalers', hpas),
    pdbs: watch('policy/poddisruptionbudgets', pdbs),
    services: watch('core/services', services),
    endpointSlices: watch('discovery.k8s.io/endpointslices', endpointSlices),
    events: watch('core/events', events),
  });
  const sampler = new ClusterSampler();
  cluster.setSamples(
    'objects',
    sampler.sampleObjects(cluster.view, () => ({}), NOON_MS),
  );
  cluster.setSamples('often', sampler.sampleHpas(cluster.view, new Map(), NOON_MS));
  return cluster;
}

/** The page of the lab's cluster `dev` with its VMs, and of a VM that is stopped: seed 1, at noon of a fixed day. */
export async function seedOnePage(format: TextFormat): Promise<string> {
  const lab = new LabState(() => NOON_MS);
  const names = ['dev-master', 'dev-worker1'];
  const vms = [...names.map((name) => vmOf(name, { imageBytes: 9_412_000_000 })), vmOf('qa-old', { state: 'stopped', cluster: null })];
  lab.setInventory(vms, []);
  for (const name of names) {
    const report = await frameOf(name);
    const vm = vms.find((each) => each.name === name);
    if (vm) lab.applyReport(report, sampleReport(undefined, report, { vm, intervalMs: INTERVALS.guests }).samples);
  }
  lab.setClusters([clusterAtNoon('dev')]);
  lab.markReady();
  const periodMs = (collector: string): number => {
    const found = LINUX_COLLECTORS.find(({ name }) => name === collector);
    return Math.max(INTERVALS.guests, found ? periodMsOf(found, INTERVALS) : 0);
  };
  const facts = {
    version: '0.0.0',
    startedMs: NOON_MS - 60_000,
    cpuSeconds: 1.5,
    loopBusySeconds: 1.2,
    memoryBytes: 100_000_000,
    samples: 5000,
    answers: { '2xx': 30, '4xx': 1, '5xx': 0 },
    streams: { streams: 1, subscriptions: 4, answers: 2 },
    historySeries: 250,
    historyBytes: 4096,
    historyUp: true,
  };
  const options = { format, withTimes: false, parts: null };
  const page = await labPage({ lab, nowMs: NOON_MS, intervalMs: () => 15_000, periodMs }, facts, options, () => Promise.resolve());
  return [...page].join('');
}
