import type { ProxyClient } from '../proxy/proxyClient.ts';
import { idle } from '../proxy/window.ts';
import { PROBE } from './fillCluster.ts';
import { Touched, type ToServers } from './messages.ts';
import type { Fork } from './startFork.ts';
import { readTable } from './tableRows.ts';

const ASK_EVERY_MS = 5;
const APART_MS = 150;
const GIVE_UP_MS = 10_000;

/**
 * How long a change in an API takes until the table of pods shows it, in ms, the clusters taking turns: a pod's restarts are
 * counted up, and the proxy is asked for this one pod until it says so. What takes longer than 10 s counts as that.
 */
export async function measureLags(
  client: ProxyClient,
  servers: Fork<ToServers>,
  clusters: readonly string[],
  count: number,
): Promise<number[]> {
  const lags: number[] = [];
  for (let turn = 0; turn < count; turn++) {
    const cluster = clusters[turn % clusters.length] ?? '';
    const { restarts, atMs } = await servers.tell({ do: 'touch', cluster }, Touched);
    const scope = { clusters: [cluster], namespaces: [PROBE.namespace], workloads: [PROBE.deployment] };
    while (Date.now() - atMs < GIVE_UP_MS) {
      const [row] = await readTable(client, 'pods', ['restarts'], scope);
      if (row?.['restarts'] === restarts) break;
      await idle(ASK_EVERY_MS);
    }
    lags.push(Date.now() - atMs);
    await idle(APART_MS);
  }
  return lags;
}
