import { descendants } from '../measure/processTree.ts';
import { readMemory } from '../measure/memory.ts';
import { toSpread } from '../measure/percentile.ts';
import { readAllProcessTimes } from '../measure/procStat.ts';
import { idle, measureWindow } from '../proxy/window.ts';
import type { Cell } from '../report/section.ts';
import { findProgram } from '../run/findProgram.ts';
import { Owner } from '../run/owner.ts';
import { measureLags } from './lag.ts';
import { Churned, Listed, Opened, Polled, type ToPolling, type ToServers } from './messages.ts';
import { countDifferences } from './objectLine.ts';
import { writeProxyConfig } from './proxyConfig.ts';
import { readObjects } from './readObjects.ts';
import { type Fork, startFork } from './startFork.ts';
import { startWatching } from './startWatching.ts';

const CLUSTERS = ['alpha', 'beta', 'gamma', 'delta'];
export const PODS_A_CLUSTER = 2500;
export const CHANGES_A_SECOND = 50;
const POLL_EVERY_MS = 5000;
const SETTLE_MS = 10_000;
const SAMPLE_MEMORY_MS = 200;

export type ManyPodsRow = Record<string, Cell>;
export interface ManyPods {
  readonly rows: readonly ManyPodsRow[];
  readonly bytesAPod: number;
  readonly skipped: readonly string[];
}

/** Large clusters that change all the time: watched by the proxy, then polled as the predecessor did, then left alone. */
export async function measureManyPods(owner: Owner, bundle: string, quick: boolean): Promise<ManyPods> {
  const seconds = quick ? 15 : 60;
  const folder = owner.folder();
  const servers = startFork<ToServers>(owner, 'api-servers', new URL('./apiServersMain.ts', import.meta.url));
  const { kubeconfigs, bytesOfPods } = await servers.tell({ do: 'open', dir: folder, clusters: CLUSTERS, pods: PODS_A_CLUSTER }, Opened);
  await servers.tell({ do: 'churn', perSecond: CHANGES_A_SECOND }, Churned);

  const inTurn = async (measure: (one: Owner) => Promise<ManyPodsRow>): Promise<ManyPodsRow> => {
    const one = new Owner();
    owner.own(() => one.stop());
    const row = await measure(one);
    await one.stop();
    return row;
  };
  const rows = [await inTurn((one) => watch(one, bundle, servers, kubeconfigs, seconds, quick ? 20 : 100))];
  const kubectl = findProgram('kubectl');
  const [files, cacheDir] = [Object.values(kubeconfigs), folder];
  if (kubectl)
    rows.push(
      await inTurn((one) => poll(one, servers, { kubectl, kubeconfigs: files, cacheDir, everyMs: POLL_EVERY_MS, forMs: seconds * 1000 })),
    );
  const [before, startMs] = [servers.account.seconds(), performance.now()];
  await idle(quick ? 5000 : 20_000);
  rows.push({ way: 'nobody', server: aMinute(servers.account.seconds() - before, performance.now() - startMs) });
  const skipped = kubectl ? [] : ['clusters: kubectl is not installed, so the way that polls with it could not be measured'];
  return { rows, bytesAPod: bytesOfPods / (PODS_A_CLUSTER + 1), skipped };
}

const aMinute = (amount: number, ms: number): number => (amount / ms) * 60_000;

async function watch(
  owner: Owner,
  bundle: string,
  servers: Fork<ToServers>,
  kubeconfigs: Readonly<Record<string, string>>,
  seconds: number,
  lags: number,
): Promise<ManyPodsRow> {
  const config = writeProxyConfig(owner.folder(), kubeconfigs, 'off');
  const { proxy, toAllListedMs, startCpuSeconds } = await startWatching(owner, bundle, config, CLUSTERS.length, 120_000);
  await idle(SETTLE_MS);
  const before = { server: servers.account.seconds(), ...(await servers.tell({ do: 'churn', perSecond: CHANGES_A_SECOND }, Churned)) };
  const window = await measureWindow(proxy, () => idle(seconds * 1000));
  const server = servers.account.seconds() - before.server;
  const { changes } = await servers.tell({ do: 'churn', perSecond: CHANGES_A_SECOND }, Churned);
  const { p50, p99 } = toSpread(await measureLags(proxy.client, servers, CLUSTERS, lags));
  await servers.tell({ do: 'churn', perSecond: 0 }, Churned);
  await idle(2000);
  const { objects } = await servers.tell({ do: 'list' }, Listed);
  const wrong = countDifferences(objects, await readObjects(proxy.client));
  await servers.tell({ do: 'churn', perSecond: CHANGES_A_SECOND }, Churned);
  const lastedMs = window.lastedSeconds * 1000;
  return {
    way: 'watched by the proxy',
    changes: (changes - before.changes) / window.lastedSeconds,
    start: toAllListedMs / 1000,
    startCpu: startCpuSeconds,
    cpu: aMinute(window.cpuSeconds, lastedMs),
    memory: window.residentBytes / 1e6,
    processes: 0,
    lag50: p50,
    lag99: p99,
    wrong,
    server: aMinute(server, lastedMs),
  };
}

async function poll(owner: Owner, servers: Fork<ToServers>, how: ToPolling): Promise<ManyPodsRow> {
  const polling = startFork<ToPolling>(owner, 'polling', new URL('./pollingMain.ts', import.meta.url));
  await polling.tell({ ...how, forMs: 1000 }, Polled); // kubectl learns what the servers have, and keeps it
  const before = {
    all: polling.account.seconds(),
    server: servers.account.seconds(),
    ...(await servers.tell({ do: 'churn', perSecond: CHANGES_A_SECOND }, Churned)),
  };
  const startMs = performance.now();
  let highestBytes = 0;
  const sampling = setInterval(() => {
    const pids = descendants(readAllProcessTimes(), [polling.pid]).map(({ pid }) => pid);
    highestBytes = Math.max(highestBytes, readMemory(pids).residentBytes);
  }, SAMPLE_MEMORY_MS);
  const polled = await polling.tell(how, Polled).finally(() => clearInterval(sampling));
  const lastedMs = performance.now() - startMs;
  const { changes } = await servers.tell({ do: 'churn', perSecond: CHANGES_A_SECOND }, Churned);
  const { p50, max } = toSpread(polled.cycleMs);
  return {
    way: 'kubectl every 5 s',
    changes: aMinute(changes - before.changes, lastedMs) / 60,
    cpu: aMinute(polling.account.seconds() - before.all, lastedMs),
    memory: highestBytes / 1e6,
    processes: aMinute(polled.processes, lastedMs),
    cycle50: p50,
    cycleMax: max,
    cycles: polled.cycleMs.length,
    missed: polled.missed,
    failed: polled.failed,
    server: aMinute(servers.account.seconds() - before.server, lastedMs),
  };
}
