import { z } from 'zod';

/** What k6 says of a whole test at its end. Null is "it does not say". Times are seconds. */
export interface K6Summary {
  readonly requests: number | null;
  readonly requestsPerSecond: number | null;
  readonly failedRatio: number | null;
  readonly p50Seconds: number | null;
  readonly p95Seconds: number | null;
  readonly p99Seconds: number | null;
  readonly mostUsers: number | null;
  readonly checksPassed: number | null;
  readonly checksFailed: number | null;
  readonly durationSeconds: number | null;
}

export const EMPTY_SUMMARY: K6Summary = {
  requests: null,
  requestsPerSecond: null,
  failedRatio: null,
  p50Seconds: null,
  p95Seconds: null,
  p99Seconds: null,
  mostUsers: null,
  checksPassed: null,
  checksFailed: null,
  durationSeconds: null,
};

/** `handleSummary` has a metric's numbers below `values`, `--summary-export` beside its name. */
const Numbers = z.looseObject({ values: z.record(z.string(), z.unknown()).optional() }).transform((metric) => metric.values ?? metric);
const Data = z.looseObject({
  metrics: z.record(z.string(), Numbers),
  state: z.looseObject({ testRunDurationMs: z.number().optional() }).optional(),
});

/**
 * Reads the JSON that k6's `handleSummary` gets, printed on one line: `{"metrics":{"http_reqs":{"values":{"count":…}}},"state":…}`,
 * or the flatter form of `--summary-export`. k6 counts milliseconds. Null for any other JSON, and for what is none.
 */
export function parseSummaryJson(line: string): K6Summary | null {
  if (!line.startsWith('{') || !line.includes('"metrics"')) return null;
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return null; // a line of the script's own
  }
  const data = Data.safeParse(json);
  if (!data.success) return null;
  const { metrics, state } = data.data;
  if (!('http_reqs' in metrics) && !('iterations' in metrics)) return null;
  const number = (metric: string, ...names: string[]): number | null => {
    for (const name of names) {
      const value = metrics[metric]?.[name];
      if (typeof value === 'number' && Number.isFinite(value)) return value;
    }
    return null;
  };
  const seconds = (...names: string[]): number | null => {
    const ms = number('http_req_duration', ...names);
    return ms === null ? null : ms / 1000;
  };
  const durationMs = state?.testRunDurationMs;
  return {
    requests: number('http_reqs', 'count'),
    requestsPerSecond: number('http_reqs', 'rate'),
    failedRatio: number('http_req_failed', 'rate', 'value'),
    p50Seconds: seconds('p(50)', 'med'),
    p95Seconds: seconds('p(95)'),
    p99Seconds: seconds('p(99)'),
    mostUsers: number('vus_max', 'max', 'value'),
    checksPassed: number('checks', 'passes'),
    checksFailed: number('checks', 'fails'),
    durationSeconds: durationMs === undefined ? null : durationMs / 1000,
  };
}
