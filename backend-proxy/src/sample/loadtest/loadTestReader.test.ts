import { readFileSync } from 'node:fs';
import { CLUSTER_METRICS } from '@tart-lab/contract/clusterMetrics.ts';
import type { Sample } from '@tart-lab/contract/sample.ts';
import { expect, it } from 'vitest';
import { LoadTestReader } from './loadTestReader.ts';
import { summaryText } from './loadTestText.ts';

const NOW = 1_790_842_540_000;
const lines = (file: string): string[] => readFileSync(new URL(`../../../fixtures/k6/${file}`, import.meta.url), 'utf8').split('\n');
/** Each line a tenth of a second after the one before. */
function read(file: string): { reader: LoadTestReader; samples: Sample[] } {
  const reader = new LoadTestReader({ cluster: 'dev', namespace: 'demo', test: 'k6' });
  return { reader, samples: lines(file).flatMap((line, i) => reader.take(line, NOW + i * 100)) };
}
const of = (samples: readonly Sample[], metric: string): number[] =>
  samples.filter((sample) => sample.metric === `tart_loadtest_${metric}`).map(({ value }) => value);

it('makes samples of our script’s figures every five seconds, and of all of k6’s at its end', () => {
  const { reader, samples } = read('loadtest.txt');
  expect(of(samples, 'requests_per_second')).toEqual([1476 / 5, (3001 - 1476) / 5]);
  expect(of(samples, 'failed_ratio')).toEqual([0, 3 / 305]);
  expect(of(samples, 'duration_p95_seconds')).toEqual([18.559 / 1000, 18.437 / 1000]);
  expect(of(samples, 'vus').slice(-2)).toEqual([5, 5]);
  const end = reader.endSamples(NOW);
  expect(Object.fromEntries(end.map(({ metric, value }) => [metric.replace('tart_loadtest_', ''), value]))).toMatchObject({
    requests_per_second: 301.9095584345011,
    failed_ratio: 0.004961411245865491,
    duration_p99_seconds: 21.872649060000004 / 1000,
    vus: 0,
  });
});

it('is in the catalogue, with the labels that it says', () => {
  const { reader, samples } = read('loadtest.txt');
  for (const { metric, labels } of [...samples, ...reader.endSamples(NOW)])
    expect(CLUSTER_METRICS.find(({ id }) => id === metric)?.labels, metric).toEqual(
      Object.keys(labels).filter((name) => name !== 'cluster'),
    );
});

it('knows of other scripts only their users while they run: an iteration may be many requests', () => {
  const { reader, samples } = read('plain.txt');
  expect(new Set(samples.map(({ metric }) => metric))).toEqual(new Set(['tart_loadtest_vus']));
  expect(of(reader.endSamples(NOW), 'requests_per_second')).toEqual([287.538521]);
});

it('says only that no user is left of a test without a summary', () => {
  const reader = new LoadTestReader({ cluster: 'dev', namespace: 'demo', test: 'k6' });
  expect([reader.take('panic: out of memory', NOW), reader.progress(), reader.summary()]).toEqual([[], null, null]);
  expect(reader.endSamples(NOW).map(({ metric, value }) => [metric, value])).toEqual([['tart_loadtest_vus', 0]]);
});

it('tells the figures in one line', () => {
  const summary = read('loadtest.txt').reader.summary();
  expect(summary && summaryText(summary)).toBe(
    '302 requests/s, p50 16 ms, p95 18.7 ms, p99 21.9 ms, 0.5 % failed, 18 of 3628 checks failed',
  );
});
