import { openCpuAccount } from '../measure/cpuAccount.ts';
import { proxyClient } from '../proxy/proxyClient.ts';
import { ENVIRONMENT, FLAGS, type RunningProxy } from '../proxy/startProxy.ts';
import { freePort } from '../run/freePort.ts';
import type { Owner } from '../run/owner.ts';
import { startProcess, waitUntil } from '../run/startProcess.ts';

const ASK_EVERY_MS = 50;

export interface WatchingProxy {
  readonly proxy: RunningProxy;
  /** From starting the process until every watch of every cluster had its list, and what CPU that took, in seconds. */
  readonly toAllListedMs: number;
  readonly startCpuSeconds: number;
}

/** Starts the bundled proxy and waits until it watches so many clusters. Throws what it said when it ends or takes longer. */
export async function startWatching(
  owner: Owner,
  bundle: string,
  configFile: string,
  clusters: number,
  withinMs: number,
): Promise<WatchingProxy> {
  const listen = `127.0.0.1:${await freePort()}`;
  const token = 'benchmark';
  const env = { ...ENVIRONMENT, TART_LAB_CONFIG: configFile, TART_LAB_LISTEN: listen, TART_LAB_TOKEN: token };
  const startedMs = performance.now();
  const started = await startProcess(owner, process.execPath, [...FLAGS, bundle, 'serve'], env);
  started.child.stdout?.resume();
  const account = openCpuAccount('watching-proxy', [started.pid]);
  owner.own(() => account.close());
  const before = account.seconds();
  const client = proxyClient(`http://${listen}`, token);
  const areListed = async (): Promise<boolean> => ((await client.health())?.clusters.up ?? 0) >= clusters;
  await waitUntil(`listing ${clusters} clusters`, withinMs, areListed, started, ASK_EVERY_MS);
  const toAllListedMs = performance.now() - startedMs;
  const proxy = { pid: started.pid, client, account, toFirstUpMs: null, toAllUpMs: null, stop: started.stop };
  return { proxy, toAllListedMs, startCpuSeconds: account.seconds() - before };
}
