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

/** Rates a second as counts, by a label: each rate is that of the time since the value before it in its series. */
export function sumRates({ frames }: QueryResult, label: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { schema, data } of frames) {
    const [times = [], values = []] = data.values;
    let before: number | null = null;
    for (const [i, at] of times.entries()) {
      const value = values[i];
      if (typeof at !== 'number' || typeof value !== 'number') continue;
      const key = schema.fields[1]?.labels?.[label] ?? '';
      if (before !== null) counts.set(key, (counts.get(key) ?? 0) + (value * (at - before)) / 1000);
      before = at;
    }
  }
  return counts;
}

/** One flow in so many was read whole, as the answer says; 1 when it says nothing. */
export function toSamplingFactor({ frames }: QueryResult): number {
  const notices = Notices.safeParse(frames[0]?.schema.meta?.notices ?? []);
  const texts = notices.success ? notices.data.map(({ text }) => text) : [];
  return Math.max(1, ...texts.map((text) => Number(/one in (\d+) was read whole/.exec(text)?.[1] ?? 1)));
}
