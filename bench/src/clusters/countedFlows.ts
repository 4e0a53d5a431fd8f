import { z } from 'zod';
import type { QueryResult } from '../../../contract/query.ts';
import type { ProxyClient } from '../proxy/proxyClient.ts';

const Notices = z.array(z.object({ text: z.string() }));
/** Flows that the proxy counted by verdict, and those that it knows to be lost. */
export interface CountedFlows {
  readonly flows: ReadonlyMap<string, number>;
  readonly lost: number;
}

/** What the proxy counted between two moments in which no flows came. */
export async function readCounted(client: ProxyClient, fromMs: number, toMs: number): Promise<CountedFlows> {
  const ask = (metric: string, label: string) =>
    client.query({ fromMs, toMs, query: { kind: 'metric', metric } }).then((answer) => sumRates(answer, label));
  const lost = await ask('tart_flows_lost_per_second', 'source');
  return { flows: await ask('tart_flows_per_second', 'verdict'), lost: [...lost.values()].reduce((sum, count) => sum + count, 0) };
}

/**
 * Rates a second as counts, by a label: each rate is that of the time since the sample before it, whichever series that is of, as a
 * verdict that did not come has no sample.
 */
export function sumRates({ frames }: QueryResult, label: string): Map<string, number> {
  const series = frames.map(({ schema, data }) => ({
    key: schema.fields[1]?.labels?.[label] ?? '',
    points: (data.values[0] ?? []).flatMap((atMs, i) => {
      const rate = data.values[1]?.[i];
      return typeof atMs === 'number' && typeof rate === 'number' ? [{ atMs, rate }] : [];
    }),
  }));
  const times = [...new Set(series.flatMap(({ points }) => points.map(({ atMs }) => atMs)))].sort((a, b) => a - b);
  const before = new Map(times.map((atMs, i) => [atMs, times[i - 1]]));
  const counts = new Map<string, number>();
  for (const { key, points } of series) {
    const count = points.reduce((sum, { atMs, rate }) => sum + (rate * (atMs - (before.get(atMs) ?? atMs))) / 1000, 0);
    if (points.length > 0) counts.set(key, (counts.get(key) ?? 0) + count);
  }
  return counts;
}

/** One flow in so many was read whole, as the answer says; 1 when it says nothing. */
export function toSamplingFactor({ frames }: QueryResult): number {
  const notices = Notices.safeParse(frames[0]?.schema.meta?.notices ?? []);
  const texts = notices.success ? notices.data.map(({ text }) => text) : [];
  return Math.max(1, ...texts.map((text) => Number(/one in (\d+) was read whole/.exec(text)?.[1] ?? 1)));
}
