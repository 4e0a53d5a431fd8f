import { z } from 'zod';

const Answer = z.object({
  status: z.literal('success'),
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        value: z.tuple([z.number(), z.string()]).optional(),
        values: z.array(z.tuple([z.number(), z.string()])).optional(),
      }),
    ),
  }),
});

/** A series of an answer: labels, and points as (seconds, value in text). */
export interface PromSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [number, string])[];
}

/** Prometheus' HTTP interface. Every call throws what the server said when it refuses. */
export interface PromClient {
  readonly url: string;
  query(promql: string): Promise<PromSeries[]>;
  /** Times in ms, as everywhere here. */
  queryRange(promql: string, fromMs: number, toMs: number, stepMs: number): Promise<PromSeries[]>;
}

export function promClient(url: string): PromClient {
  async function ask(path: string, parameters: Record<string, string>): Promise<PromSeries[]> {
    const response = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(parameters).toString()}`);
    if (!response.ok) throw new Error(`prometheus refused ${path}: ${await response.text()}`);
    const { data } = Answer.parse(await response.json());
    return data.result.map(({ metric, value, values }) => ({ labels: metric, points: values ?? (value ? [value] : []) }));
  }
  return {
    url,
    query: (promql) => ask('query', { query: promql }),
    queryRange: (promql, fromMs, toMs, stepMs) =>
      ask('query_range', { query: promql, start: String(fromMs / 1000), end: String(toMs / 1000), step: String(stepMs / 1000) }),
  };
}
