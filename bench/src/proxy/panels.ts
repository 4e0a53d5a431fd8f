import { METRICS } from '../../../contract/metrics.ts';
import type { PanelQuery, ProxyClient } from './proxyClient.ts';

const HOUR_MS = 3_600_000;
const TABLES = ['vms', 'ports', 'filesystems', 'interfaces', 'problems'];
const EVERY_MS = 5000;

/** What 50 panels ask: 45 metrics over one or six hours of all VMs, and five tables. */
export function fiftyPanels(nowMs: number): PanelQuery[] {
  const ids = METRICS.filter(({ scope }) => scope === 'vm').map(({ id }) => id);
  const series = Array.from({ length: 45 }, (_, i): PanelQuery => {
    const query = { kind: 'metric', metric: ids[i % ids.length] };
    return { fromMs: nowMs - (i % 3 === 0 ? 6 : 1) * HOUR_MS, toMs: nowMs, query };
  });
  return [...series, ...TABLES.map((table) => ({ fromMs: nowMs - HOUR_MS, toMs: nowMs, query: { kind: 'table', table } }))];
}

/** Refreshes a dashboard of 50 panels every 5 s, each panel with a request of its own as Grafana does. Gives the latencies in ms. */
export async function refreshPanels(client: ProxyClient, times: number): Promise<number[]> {
  const latenciesMs: number[] = [];
  for (let refresh = 0; refresh < times; refresh++) {
    const startedMs = performance.now();
    await Promise.all(
      fiftyPanels(Date.now()).map(async (panel) => {
        const askedMs = performance.now();
        await client.query(panel);
        latenciesMs.push(performance.now() - askedMs);
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, startedMs + EVERY_MS - performance.now())));
  }
  return latenciesMs;
}
