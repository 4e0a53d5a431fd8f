import { parseSummaryJson, type K6Summary } from './k6Summary.ts';
import { parseSummaryRow } from './k6SummaryRow.ts';

/**
 * What a line of k6's log says. `progress`: how far the test is, about once a second. `sampled`: what one user met since its last
 * such line, which the script of `tart-lab loadtest` prints. `summary`: a part of what k6 says at the end, or all of it.
 */
export type K6Said =
  | {
      readonly type: 'progress';
      readonly elapsedSeconds: number;
      readonly users: number;
      readonly mostUsers: number;
      readonly iterations: number;
    }
  | {
      readonly type: 'sampled';
      readonly requests: number;
      readonly failed: number;
      readonly p50Seconds: number;
      readonly p95Seconds: number;
      readonly p99Seconds: number;
    }
  | { readonly type: 'summary'; readonly whole: boolean; readonly summary: Partial<K6Summary> };

const PROGRESS = /^running \((?:(\d+)h)?(?:(\d+)m)?([\d.]+)s\), (\d+)\/(\d+) VUs, (\d+) complete/;
const SAMPLED = /tart-lab requests=(\d+) failed=(\d+) p50=([\d.]+) p95=([\d.]+) p99=([\d.]+)/;

/** Reads one line of the log of `k6 run`, without its time. Null for every line that says nothing of the test. */
export function parseK6Line(line: string): K6Said | null {
  const progress = PROGRESS.exec(line);
  if (progress) {
    const [hours = 0, minutes = 0, seconds = 0, users = 0, mostUsers = 0, iterations = 0] = progress
      .slice(1)
      .map((text) => Number(text ?? 0));
    return { type: 'progress', elapsedSeconds: hours * 3600 + minutes * 60 + seconds, users, mostUsers, iterations };
  }
  const sampled = SAMPLED.exec(line);
  if (sampled) {
    const [requests = 0, failed = 0, p50 = 0, p95 = 0, p99 = 0] = sampled.slice(1).map(Number);
    return { type: 'sampled', requests, failed, p50Seconds: p50 / 1000, p95Seconds: p95 / 1000, p99Seconds: p99 / 1000 };
  }
  const whole = parseSummaryJson(line);
  if (whole) return { type: 'summary', whole: true, summary: whole };
  const row = parseSummaryRow(line);
  return row ? { type: 'summary', whole: false, summary: row } : null;
}
