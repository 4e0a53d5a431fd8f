import { createServer } from 'node:http';
import { mkdirSync } from 'node:fs';
import type { LabEvent } from '@tart-lab/contract/event.ts';
import type { Metric } from '@tart-lab/contract/metrics.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { Sample } from '@tart-lab/contract/sample.ts';
import { createApp } from './app.ts';
import { proxyFacts } from './proxyFacts.ts';
import { LINUX_COLLECTORS } from './collect/registry.ts';
import { periodMsOf } from './collect/schedule.ts';
import { loginOf, type Config, type MacConfig } from './config/config.ts';
import { runLabCycle } from './cycle/labCycle.ts';
import { runOwnCycle } from './cycle/ownCycle.ts';
import { openInventory, type Inventory } from './inventory/inventory.ts';
import { openClusterCycle, type ClusterCycleParts } from './cycle/clusterCycle.ts';
import { openLabHistory } from './labHistory.ts';
import { openLabPush } from './labPush.ts';
import { semaphore } from './lifecycle/semaphore.ts';
import { closeAll, type Closable } from './lifecycle/closeAll.ts';
import { LabState } from './live/labState.ts';
import { OwnWork } from './ownWork.ts';
import type { Log } from './log.ts';
import { fail, ok, type Result } from './result.ts';
import { heardBy } from './stream/heardBy.ts';
import { StreamHub } from './stream/hub.ts';
import { StreamPace } from './transport/kube/streamPace.ts';
import { hostKeysPath, openHostKeys, type HostKeys } from './transport/hostKeys.ts';
import { openLocalMac } from './transport/localMac.ts';
import { openSshMac } from './transport/sshMac.ts';
import { openSshPool } from './transport/sshPool.ts';
import type { MacHost } from './transport/transport.ts';

/** A list's pages are large while they are read: few at once keep the proxy small. */
const LISTS_AT_ONCE = 4;

export interface Proxy {
  readonly port: number;
  readonly lab: LabState;
  /** Ends everything, the last opened first, within 5 s. */
  close(): Promise<void>;
}

type OpenInventory = (onChange?: () => void, readClusterOf?: LabState['clusterOf']) => Inventory;

/** Everything that reads a lab, without history or HTTP: `check` uses it too. */
export function openCollection(config: Config, log: Log, now: () => number) {
  mkdirSync(config.stateDir, { recursive: true, mode: 0o700 });
  const hostKeys = openHostKeys({
    path: hostKeysPath(config.stateDir),
    now,
    onWriteFailed: (reason) => log.warn({ reason }, 'host_keys_not_written'),
  });
  const macs = new Map(config.macs.map((mac) => [mac.name, openMac(mac, hostKeys)]));
  const pool = openSshPool({ hostKeys, now });
  const openLabInventory: OpenInventory = (onChange, readClusterOf): Inventory =>
    openInventory({
      macs: config.macs.map(({ name, tart }) => ({ mac: found(macs, name), ...tart })),
      include: config.guests.include,
      exclude: config.guests.exclude,
      clusters: config.clusters,
      fixedAddress: (vm) => config.guests.overrides.get(vm)?.address ?? null,
      portOf: (vm) => loginOf(config, vm).port,
      now,
      onChange,
      readClusterOf,
    });
  const closables: Closable[] = [
    { name: 'host keys', close: () => hostKeys.close() },
    ...[...macs.values()].map((mac) => ({ name: `Mac ${mac.name}`, close: () => mac.close() })),
    { name: 'SSH pool', close: () => pool.close() },
  ];
  return { pool, openInventory: openLabInventory, closables };
}

/** Builds every part of the proxy, starts the cycle and listens. Fails when the history cannot be opened or the address is taken. */
export async function openProxy(
  config: Config,
  options: { log: Log; version: string; now?: () => number },
): Promise<Result<Proxy, Problem>> {
  const { log, version, now = Date.now } = options;
  const pace = new StreamPace({ holds: true });
  const lab = new LabState(now, pace);
  const intervalMs = (metric: Metric): number => intervalMsOf(metric, config);
  const opened = await openLabHistory(config, { lab, intervalMs, now });
  if (!opened.ok) return opened;
  const history = opened.value;

  const stop = new AbortController();
  const collection = openCollection(config, log, now);
  const loki = await openLabPush(config, { lab, history: history.local, log, now });
  const parts: Closable[] = [
    { name: 'history', close: () => history.close() },
    { name: 'push to Loki', close: () => loki.close() },
    ...collection.closables,
  ];
  const queries = {
    lab,
    engine: history.engine,
    history: history.local,
    intervalMs,
    rawMs: history.rawMs,
    now,
  };
  const streams = new StreamHub({ queries, cycleMs: config.intervals.guestsMs, log });
  const filled = {
    append: (samples: readonly Sample[]) => history.filled.append(samples),
    appendEvents(events: readonly LabEvent[]) {
      history.filled.appendEvents(events);
      loki.push(events);
    },
  };
  const work = new OwnWork();
  const heard = heardBy(filled, (samples) => {
    work.noteSamples(samples);
    streams.noteArrival();
  });
  const readFacts = proxyFacts({ history: history.local, streams, work, version, now });
  const cycle = runLabCycle(
    {
      intervals: config.intervals,
      loginOf: (vm) => loginOf(config, vm),
      openInventory: (onChange) => collection.openInventory(onChange, (vm) => lab.clusterOf(vm)),
      pool: collection.pool,
      lab,
      history: heard,
      log,
      now,
    },
    stop.signal,
  );
  const clusters = openClusters(config, { lab, history: heard, pace, log, now }, stop.signal);
  const own = runOwnCycle({ periodMs: config.intervals.guestsMs, readFacts, lab, history: heard, now }, stop.signal);
  parts.push({
    name: 'cycle',
    close: async () => {
      stop.abort();
      await Promise.all([cycle, clusters, own]);
    },
  });

  const app = createApp({
    ...queries,
    streams,
    readFacts,
    noteAnswer: (status) => work.noteAnswer(status),
    periodMs: (collector) => collectorPeriodMs(collector, config),
    about: { version, macs: config.macs.map((mac) => mac.name), engine: config.history.engine },
    guard: { token: config.token, hosts: [config.listen.host] },
    log,
  });
  const server = createServer(app);
  const listening = await listen(server, config.listen);
  if (!listening.ok) {
    await closeAll(parts, { withinMs: 5000 });
    return listening;
  }
  parts.push({
    name: 'HTTP server',
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  });
  parts.push({ name: 'streams', close: () => streams.close() });
  return ok({
    port: listening.value,
    lab,
    async close() {
      for (const left of await closeAll(parts, { withinMs: 5000 })) log.warn({ part: left }, 'not_closed');
    },
  });
}

/** Watches every cluster that has a kubeconfig until `signal` aborts; resolves when all have ended. */
async function openClusters(
  { clusters, intervals }: Config,
  parts: Pick<ClusterCycleParts, 'lab' | 'history' | 'pace' | 'log' | 'now'>,
  signal: AbortSignal,
): Promise<void> {
  const lists = semaphore(LISTS_AT_ONCE);
  const cycles = clusters
    .filter(({ kubeconfig }) => kubeconfig !== null)
    .map((cluster) => openClusterCycle({ ...parts, cluster, intervals, lists }, signal));
  parts.lab.setClusters(cycles.map(({ state }) => state));
  await Promise.all(cycles.map(({ ended }) => ended));
}

function openMac({ name, ssh }: MacConfig, hostKeys: HostKeys): MacHost {
  return ssh ? openSshMac({ name, host: ssh.host, login: ssh, hostKeys }) : openLocalMac(name);
}

function found(macs: ReadonlyMap<string, MacHost>, name: string): MacHost {
  const mac = macs.get(name);
  if (!mac) throw new Error(`no Mac ${name}`);
  return mac;
}

/** What a cluster gives every `podUsage`; the rest comes as often as frames do. */
const AS_OFTEN_AS_USAGE = new Set(['nodes', 'pods', 'podUsage']);

/** k6 tells of a load test as often, whatever the guests' period is. */
const LOAD_TEST_MS = 5000;

/** How often a metric's value comes: its collector's period, and never more often than frames do. */
function intervalMsOf(metric: Metric, { intervals }: Config): number {
  if (metric.scope === 'cluster' && AS_OFTEN_AS_USAGE.has(metric.collector)) return intervals.podUsageMs;
  return Math.max(metric.collector === 'loadTest' ? LOAD_TEST_MS : 0, collectorPeriodMs(metric.collector, { intervals }));
}

/** How often a collector is asked, and never more often than frames are. */
function collectorPeriodMs(name: string, { intervals }: Pick<Config, 'intervals'>): number {
  const collector = LINUX_COLLECTORS.find((each) => each.name === name);
  const frames = { guests: intervals.guestsMs, ports: intervals.portsMs, disks: intervals.disksMs };
  return Math.max(intervals.guestsMs, collector ? periodMsOf(collector, frames) : 0);
}

function listen(server: ReturnType<typeof createServer>, { host, port }: Config['listen']): Promise<Result<number, Problem>> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      resolve(
        fail({
          kind: 'config_invalid',
          target: `${host}:${port}`,
          doing: 'listen',
          detail: error.code === 'EADDRINUSE' ? 'the address is in use' : error.message,
          advice: 'Stop the other program, or set listen (TART_LAB_LISTEN) to another port.',
        }),
      ),
    );
    server.listen(port, host, () => {
      const address = server.address();
      resolve(ok(typeof address === 'object' && address ? address.port : port));
    });
  });
}
