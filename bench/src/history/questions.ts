import { z } from 'zod';
import { QueryResponse } from '../../../contract/query.ts';
import { ASKED } from './dataset.ts';
import type { Question } from './timeQueries.ts';

const [CPU = ''] = ASKED;
const HOUR_MS = 3_600_000;
/** The same queries of ours, answered by PromQL. */
export const ON_PROMETHEUS = 'Tart Lab on Prometheus';
export const RANGES = [
  { range: '1 h', lengthMs: HOUR_MS, stepMs: 5000 },
  { range: '6 h', lengthMs: 6 * HOUR_MS, stepMs: 30_000 },
  { range: '7 d', lengthMs: 168 * HOUR_MS, stepMs: 15 * 60_000 },
];

async function readText(response: Response): Promise<string> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${text.slice(0, 300)}`);
  return text;
}

/** Panels of 1,000 points across, the asked metrics of all VMs, by our query interface; of these ranges, or of all. */
export function ourQuestions(engine: string, url: string, endMs: number, ranges = RANGES): Question[] {
  return ranges
    .flatMap(({ range, lengthMs }) => ASKED.map((metric) => ({ range, lengthMs, metric })))
    .map(({ range, lengthMs, metric }) => ({
      engine,
      range,
      metric,
      async ask() {
        const query = { refId: 'A', kind: 'metric', metric };
        const body = JSON.stringify({ from: endMs - lengthMs, to: endMs, maxDataPoints: 1000, intervalMs: 1000, queries: [query] });
        const text = await readText(await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } }));
        return { text, points: countOurs };
      },
    }));
}

function countOurs(text: string): number {
  const { frames = [] } = QueryResponse.parse(JSON.parse(text)).results['A'] ?? {};
  return frames.reduce((sum, { data }) => sum + (data.values[1]?.length ?? 0), 0);
}

const Matrix = z.object({ data: z.object({ result: z.array(z.object({ values: z.array(z.unknown()) })) }) });

/** The same of Prometheus: at the steps that ours chooses, once as panels usually ask and once with the average of every step. */
export function promQuestions(url: string, endMs: number): Question[] {
  const forms = [
    { engine: 'Prometheus, ready series', promql: () => CPU },
    { engine: 'Prometheus, avg_over_time', promql: (seconds: number) => `avg_over_time(${CPU}[${seconds}s])` },
  ];
  return RANGES.flatMap(({ range, lengthMs, stepMs }) =>
    forms.map(({ engine, promql }) => ({
      engine,
      range,
      metric: CPU,
      async ask() {
        const step = stepMs / 1000;
        const times = { start: String((endMs - lengthMs) / 1000), end: String(endMs / 1000), step: String(step) };
        const parameters = new URLSearchParams({ query: promql(step), ...times });
        const text = await readText(await fetch(`${url}/api/v1/query_range?${parameters.toString()}`));
        return { text, points: countProm };
      },
    })),
  );
}

function countProm(text: string): number {
  return Matrix.parse(JSON.parse(text)).data.result.reduce((sum, { values }) => sum + values.length, 0);
}
