import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { startLab } from '../lab/startLab.ts';
import type { ProxyClient } from '../proxy/proxyClient.ts';
import { startProxy } from '../proxy/startProxy.ts';
import { idle, measureWindow } from '../proxy/window.ts';
import type { Cell } from '../report/section.ts';
import { Owner } from '../run/owner.ts';
import { waitUntil } from '../run/startProcess.ts';
import { readTable } from './tableRows.ts';

const VMS = 10;
/** The first half minute after the start is mostly compiling; what is asked for is what a minute costs, day in, day out. */
const SETTLE_MS = 40_000;
const LabConfig = z.looseObject({ clusters: z.array(z.looseObject({ name: z.string() })) });

/** What the proxy reads of the reference lab, from less to more. */
export const PARTS = ['VMs alone', 'with 4 clusters', 'with 4 clusters and their flows'] as const;
type Part = (typeof PARTS)[number];

/** The whole proxy on the reference lab, with more and more of its parts: what each costs. */
export async function measureParts(owner: Owner, bundle: string, quick: boolean): Promise<Record<string, Cell>[]> {
  const lab = await startLab(owner, VMS);
  const rows: Record<string, Cell>[] = [];
  for (const part of PARTS) {
    const one = new Owner();
    owner.own(() => one.stop());
    const folder = one.folder();
    const config = LabConfig.parse(parse(readFileSync(lab.configFile, 'utf8')));
    const configFile = join(folder, 'tart-lab.yaml');
    const changed = {
      ...config,
      clusters: toClusters(part, config.clusters),
      history: { path: join(folder, 'history.db') },
      stateDir: folder,
    };
    writeFileSync(configFile, stringify(changed));
    const startedMs = performance.now();
    const proxy = await startProxy(one, bundle, configFile, VMS, 60_000);
    const answer = (): Promise<boolean> => allAnswer(proxy.client, part === PARTS[2]);
    if (part !== PARTS[0]) await waitUntil(`${part}: all tables`, 60_000, answer, undefined, 20);
    const tables = part === PARTS[0] ? null : (performance.now() - startedMs) / 1000;
    await idle(SETTLE_MS);
    const window = await measureWindow(proxy, () => idle(quick ? 15_000 : 60_000));
    rows.push({
      part,
      up: proxy.toAllUpMs === null ? null : proxy.toAllUpMs / 1000,
      tables,
      cpu: (window.cpuSeconds / window.lastedSeconds) * 60,
      own: (window.ownCpuSeconds / window.lastedSeconds) * 60,
      memory: window.residentBytes / 1e6,
    });
    await one.stop();
  }
  return rows;
}

const TABLES = ['nodes', 'pods', 'deployments', 'hpas', 'services', 'events'] as const;

/** Whether every cluster is up and every table has rows, and the graph of flows edges of every cluster. */
async function allAnswer(client: ProxyClient, withFlows: boolean): Promise<boolean> {
  const clusters = await readTable(client, 'clusters', ['cluster', 'status', 'flows_via']);
  if (!clusters.every((row) => row['status'] === 'up' && (!withFlows || row['flows_via'] === 'relay'))) return false;
  for (const table of TABLES) if ((await readTable(client, table, ['cluster'])).length === 0) return false;
  if (!withFlows) return true;
  const toMs = Date.now();
  for (const { cluster } of clusters) {
    const { frames } = await client.query({ fromMs: toMs - 60_000, toMs, query: { kind: 'flows', view: 'graph', clusters: [cluster] } });
    if (!frames.some(({ data }) => (data.values[0]?.length ?? 0) > 0)) return false;
  }
  return true;
}

/** The lab's clusters as a part of the proxy is to see them. */
export function toClusters<C extends { readonly name: string }>(part: Part, clusters: readonly C[]): object[] {
  if (part === 'VMs alone') return [];
  return part === 'with 4 clusters' ? clusters.map((cluster) => ({ ...cluster, hubble: 'off' })) : [...clusters];
}
