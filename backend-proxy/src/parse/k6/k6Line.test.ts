import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseK6Line, type K6Said } from './k6Line.ts';
import { EMPTY_SUMMARY, parseSummaryJson } from './k6Summary.ts';

const recorded = (file: string): string[] => readFileSync(new URL(`../../../fixtures/k6/${file}`, import.meta.url), 'utf8').split('\n');
const said = (file: string): K6Said[] => recorded(file).flatMap((line) => parseK6Line(line) ?? []);
const summaryOf = (file: string) =>
  said(file).reduce((all, one) => (one.type === 'summary' ? { ...all, ...one.summary } : all), EMPTY_SUMMARY);

describe('the log of k6 1.8.1', () => {
  it('tells its progress every second', () => {
    const progress = said('loadtest.txt').filter((one) => one.type === 'progress');
    expect(progress).toHaveLength(13);
    expect(progress[0]).toEqual({ type: 'progress', elapsedSeconds: 1, users: 5, mostUsers: 5, iterations: 292 });
    expect(progress.at(-1)).toEqual({ type: 'progress', elapsedSeconds: 12, users: 0, mostUsers: 5, iterations: 3628 });
  });

  it('has what our script says of one user, in seconds', () => {
    expect(said('loadtest.txt').filter((one) => one.type === 'sampled')).toEqual([
      { type: 'sampled', requests: 299, failed: 0, p50Seconds: 16.066 / 1000, p95Seconds: 18.559 / 1000, p99Seconds: 27.67 / 1000 },
      { type: 'sampled', requests: 305, failed: 3, p50Seconds: 15.983 / 1000, p95Seconds: 18.437 / 1000, p99Seconds: 20.109 / 1000 },
    ]);
  });

  it('ends with our JSON of everything', () => {
    expect(summaryOf('loadtest.txt')).toEqual({
      requests: 3628,
      requestsPerSecond: 301.9095584345011,
      failedRatio: 0.004961411245865491,
      p50Seconds: 16.0498155 / 1000,
      p95Seconds: 18.656733999999997 / 1000,
      p99Seconds: 21.872649060000004 / 1000,
      mostUsers: 5,
      checksPassed: 3610,
      checksFailed: 18,
      durationSeconds: 12.016843782,
    });
  });

  it('ends, with a script of someone else, with the text for people', () => {
    expect(summaryOf('plain.txt')).toEqual({
      requests: 866,
      requestsPerSecond: 287.538521,
      failedRatio: 0.0046,
      p50Seconds: 16.08 * 1e-3,
      p95Seconds: 21.71 * 1e-3,
      p99Seconds: 28.78 * 1e-3,
      mostUsers: 5,
      checksPassed: 862,
      checksFailed: 4,
      durationSeconds: null,
    });
  });
});

describe('other forms', () => {
  it('counts minutes and hours of progress', () => {
    expect(parseK6Line('running (1h02m03.5s), 010/100 VUs, 7 complete and 0 interrupted iterations')).toMatchObject({
      elapsedSeconds: 3723.5,
      users: 10,
      mostUsers: 100,
    });
    expect(parseK6Line('running (0m30.0s), 100/100 VUs, 12 complete and 0 interrupted iterations')).toMatchObject({ elapsedSeconds: 30 });
  });

  it('reads checks of older versions, and durations of more than one unit', () => {
    expect(parseK6Line('     checks.........................: 99.00% ✓ 99  ✗ 1')).toMatchObject({
      summary: { checksPassed: 99, checksFailed: 1 },
    });
    expect(parseK6Line('     http_req_duration..............: avg=1s min=812µs med=1.2s max=1m2.5s p(90)=2s p(95)=61s')).toMatchObject({
      summary: { p50Seconds: 1.2, p95Seconds: 61, p99Seconds: null },
    });
  });

  it('reads the flatter JSON of --summary-export', () => {
    const flat = {
      metrics: { http_reqs: { count: 10, rate: 2.5 }, http_req_failed: { value: 0.1 }, http_req_duration: { med: 8, 'p(95)': 9 } },
    };
    expect(parseSummaryJson(JSON.stringify(flat))).toMatchObject({
      requests: 10,
      failedRatio: 0.1,
      p50Seconds: 0.008,
      p95Seconds: 0.009,
      p99Seconds: null,
      durationSeconds: null,
    });
  });

  it.each([
    '',
    'hello',
    '{"metrics": 1}',
    '{"metrics":{}}',
    '{"metrics":{"http_reqs"',
    'default   [   8% ] 5 VUs  01.0s/12s',
    'http_reqs: many',
  ])('makes nothing of %j', (line) => expect(parseK6Line(line)).toBeNull());
});
