import type { Sample } from '@tart-lab/contract/sample.ts';
import { parseK6Line } from '../../parse/k6/k6Line.ts';
import { EMPTY_SUMMARY, type K6Summary } from '../../parse/k6/k6Summary.ts';

/** Whose log it is; `test` is the name of its Job. */
export interface LoadTestLabels {
  readonly cluster: string;
  readonly namespace: string;
  readonly test: string;
}

/** How far a test is. Requests are known for the script of `tart-lab loadtest` alone: others may ask more than once an iteration. */
export interface LoadTestProgress {
  readonly atMs: number;
  readonly elapsedSeconds: number;
  readonly users: number;
  readonly requestsPerSecond: number | null;
  readonly failedRatio: number | null;
  readonly p95Seconds: number | null;
}

/** Samples are no closer together than this: k6 tells its progress every second. */
const EVERY_SECONDS = 5;

/**
 * Reads the log of one run of k6, line by line, into samples: users and, with the script of `tart-lab loadtest`, requests, failures
 * and durations while it runs; everything k6 knows at its end. Keeps what was said last; knows no clock and no wire.
 */
export class LoadTestReader {
  private readonly labels: LoadTestLabels;
  private progressed: { readonly elapsedSeconds: number; readonly users: number; readonly iterations: number } | null = null;
  private sampledAt: { readonly elapsedSeconds: number; readonly iterations: number } = { elapsedSeconds: 0, iterations: 0 };
  private lastUsersSeconds = -Infinity;
  private ours = false;
  private said: K6Summary | null = null;
  private wholeSaid = false;
  private latest: LoadTestProgress | null = null;

  constructor(labels: LoadTestLabels) {
    this.labels = labels;
  }

  /** Takes one line with its time; gives the samples that it brings. */
  take(line: string, atMs: number): Sample[] {
    const said = parseK6Line(line);
    if (said === null) return [];
    if (said.type === 'summary') {
      // The text for people follows the JSON in some scripts, rounded.
      if (said.whole || !this.wholeSaid) this.said = { ...(this.said ?? EMPTY_SUMMARY), ...said.summary };
      this.wholeSaid ||= said.whole;
      return [];
    }
    if (said.type === 'progress') {
      const { elapsedSeconds, users, iterations, mostUsers } = said;
      this.progressed = { elapsedSeconds, users: users === 0 ? mostUsers : users, iterations };
      const rest = this.latest ?? { requestsPerSecond: null, failedRatio: null, p95Seconds: null };
      this.latest = { ...rest, atMs, elapsedSeconds, users: this.progressed.users };
      if (this.ours || elapsedSeconds - this.lastUsersSeconds < EVERY_SECONDS) return [];
      this.lastUsersSeconds = elapsedSeconds;
      return [this.sample('vus', users, atMs)];
    }
    this.ours = true;
    const { requests, failed, p50Seconds, p95Seconds, p99Seconds } = said;
    const failedRatio = requests === 0 ? null : failed / requests;
    const now = this.progressed;
    const seconds = now === null ? 0 : now.elapsedSeconds - this.sampledAt.elapsedSeconds;
    const requestsPerSecond = now === null || seconds <= 0 ? null : (now.iterations - this.sampledAt.iterations) / seconds;
    if (now !== null) {
      this.sampledAt = now;
      this.latest = { atMs, elapsedSeconds: now.elapsedSeconds, users: now.users, requestsPerSecond, failedRatio, p95Seconds };
    }
    const durations = { p50: p50Seconds, p95: p95Seconds, p99: p99Seconds };
    return [
      ...(requestsPerSecond === null ? [] : [this.sample('requests_per_second', requestsPerSecond, atMs)]),
      ...(failedRatio === null ? [] : [this.sample('failed_ratio', failedRatio, atMs)]),
      ...Object.entries(durations).map(([share, value]) => this.sample(`duration_${share}_seconds`, value, atMs)),
      ...(now === null ? [] : [this.sample('vus', now.users, atMs)]),
    ];
  }

  /** How far it is by the latest lines; null before the first. */
  progress(): LoadTestProgress | null {
    return this.latest;
  }

  /** What k6 said at the end; null while it has not. */
  summary(): K6Summary | null {
    return this.said;
  }

  /** The samples of its end: what the summary says of the whole test. No users are left. */
  endSamples(atMs: number): Sample[] {
    const { requestsPerSecond, failedRatio, p50Seconds, p95Seconds, p99Seconds } = this.said ?? EMPTY_SUMMARY;
    const values = {
      requests_per_second: requestsPerSecond,
      failed_ratio: failedRatio,
      duration_p50_seconds: p50Seconds,
      duration_p95_seconds: p95Seconds,
      duration_p99_seconds: p99Seconds,
      vus: 0,
    };
    return Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [this.sample(name, value, atMs)]));
  }

  private sample(name: string, value: number, atMs: number): Sample {
    return { metric: `tart_loadtest_${name}`, labels: { ...this.labels }, atMs, value };
  }
}
