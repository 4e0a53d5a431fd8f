import { readFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import type { LabEvent } from '@tart-lab/contract/event.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { Sample } from '@tart-lab/contract/sample.ts';
import { beforeEach, expect, it } from 'vitest';
import type { PodRow } from '../parse/kube/rows.ts';
import { fail, ok } from '../result.ts';
import { recordedCluster } from '../sample/cluster/testing.ts';
import type { KubeApi } from '../transport/kube/kubeApi.ts';
import { failureOf } from '../transport/kube/testing.ts';
import { isLoadTest, openLoadTests, type LoadTests } from './loadTests.ts';

const NOW = Date.parse('2026-11-23T09:05:00Z');
const lines = readFileSync(new URL('../../fixtures/k6/loadtest.txt', import.meta.url), 'utf8').split('\n');

function podOf(more: Partial<PodRow> = {}): PodRow {
  const [, row] = [...recordedCluster().pods][0]!;
  const container = { ...row.containerRows[0]!, name: 'k6', image: 'docker.io/grafana/k6:1.8.1', init: false };
  const job = { kind: 'Job', name: 'k6-loadtest' };
  return {
    ...row,
    uid: 'u1',
    namespace: 'demo',
    name: 'k6-loadtest-x',
    phase: 'Running',
    deletedAtMs: null,
    workload: job,
    containerRows: [container],
    ...more,
  };
}

let events: LabEvent[];
let samples: Sample[];
let problems: (Problem | null)[];
let stop: AbortController;
let asked: string[];
let logs: KubeApi['logs'];
beforeEach(() => {
  [events, samples, problems, asked, stop] = [[], [], [], [], new AbortController()];
  logs = ({ namespace, name, container }) => {
    asked.push(`${namespace}/${name}/${container ?? ''}`);
    return Promise.resolve(ok(written()));
  };
});
async function* written(): AsyncGenerator<string> {
  await turn();
  for (const [i, line] of lines.entries()) yield `${new Date(NOW - 20_000 + i * 100).toISOString()} ${line}`;
}
const opened = (): LoadTests =>
  openLoadTests(
    {
      api: { cluster: 'dev', logs: (...given) => logs(...given) },
      publish: (more) => events.push(...more),
      append: (more) => samples.push(...more),
      setProblem: (problem) => problems.push(problem),
      now: () => NOW,
      onBug: (bug) => {
        throw bug;
      },
    },
    stop.signal,
  );

it('knows k6 run by a Job, whoever made it, from everything else', () => {
  const image = (name: string) => [{ ...podOf().containerRows[0]!, image: name }];
  expect(isLoadTest(podOf())).toBe(true);
  for (const name of ['grafana/k6', 'registry.lan:5000/grafana/k6@sha256:00', 'k6:latest', 'grafana/k6-custom:1'])
    expect(isLoadTest(podOf({ containerRows: image(name) })), name).toBe(true);
  for (const name of ['docker.io/library/nginx:1.29', 'grafana/k60:1', 'notk6:1'])
    expect(isLoadTest(podOf({ containerRows: image(name) })), name).toBe(false);
  expect(isLoadTest(podOf({ workload: { kind: 'Deployment', name: 'k6' } }))).toBe(false);
});

it('tells start and end with k6’s figures, and keeps the samples between', async () => {
  const tests = opened();
  const running = podOf();
  tests.take([{ key: 'k', before: undefined, after: podOf({ phase: 'Pending' }) }], false);
  expect(events).toEqual([]);
  tests.take([{ key: 'k', before: podOf({ phase: 'Pending' }), after: running }], false);
  tests.take([{ key: 'k', before: running, after: running }], false);
  tests.take([{ key: 'k', before: running, after: podOf({ phase: 'Succeeded' }) }], false);
  await tests.ended();
  expect(asked).toEqual(['demo/k6-loadtest-x/k6']);
  expect(events.map(({ kind, severity, text }) => [kind, severity, text])).toEqual([
    ['loadtest_started', 'info', 'dev: load test demo/k6-loadtest started'],
    [
      'loadtest_ended',
      'info',
      'dev: load test demo/k6-loadtest ended after 12 s: 302 requests/s, p50 16 ms, p95 18.7 ms, p99 21.9 ms, 0.5 % failed, 18 of 3628 checks failed',
    ],
  ]);
  expect(events[0]?.labels).toMatchObject({ cluster: 'dev', namespace: 'demo', test: 'k6-loadtest', workload: 'k6-loadtest' });
  const rates = samples.filter(({ metric }) => metric === 'tart_loadtest_requests_per_second');
  expect(rates.map(({ value }) => Math.round(value))).toEqual([295, 305, 302]);
  // At the times of the lines, not of their reading.
  expect(rates[0]?.atMs).toBeLessThan(NOW - 10_000);
  expect(samples.at(-1)).toMatchObject({ metric: 'tart_loadtest_vus', value: 0, atMs: NOW });
  expect(problems.at(-1)).toBeNull();
});

it('tells one that failed, one that was deleted, and not the start of one that ran before we watched', async () => {
  const tests = opened();
  tests.take([{ key: 'k', before: undefined, after: podOf() }], true);
  tests.take(
    [
      {
        key: 'k',
        before: podOf(),
        after: podOf({ phase: 'Failed', lastTermination: { container: 'k6', reason: 'Error', exitCode: 99, atMs: null } }),
      },
    ],
    false,
  );
  await tests.ended();
  tests.take([{ key: 'k', before: undefined, after: podOf({ uid: 'u2' }) }], true);
  tests.take([{ key: 'k', before: podOf({ uid: 'u2' }), after: undefined }], false);
  await tests.ended();
  expect(events.map(({ severity, text }) => [severity, text.split(':')[1]])).toEqual([
    ['error', ' load test demo/k6-loadtest failed (Error, exit code 99) after 12 s'],
    ['warning', ' load test demo/k6-loadtest was stopped after 12 s'],
  ]);
});

it('tells start and end also without the right to read logs, and names what gives it', async () => {
  logs = () => Promise.resolve(fail(failureOf('cluster_forbidden', { status: 403 })));
  const tests = opened();
  tests.take([{ key: 'k', before: undefined, after: podOf() }], false);
  await turn();
  expect(problems).toMatchObject([{ kind: 'cluster_forbidden', advice: expect.stringContaining('tart-lab-loadtest.yaml') }]);
  tests.take([{ key: 'k', before: podOf(), after: podOf({ phase: 'Succeeded' }) }], false);
  await tests.ended();
  expect(events.map(({ kind }) => kind)).toEqual(['loadtest_started', 'loadtest_ended']);
  expect(samples.map(({ metric }) => metric)).toEqual(['tart_loadtest_vus']);
  expect(problems.at(-1)).toBeNull();
});

it('ends with the proxy, and tells no end that did not come', async () => {
  const tests = opened();
  tests.take([{ key: 'k', before: undefined, after: podOf() }], false);
  stop.abort();
  await tests.ended();
  expect(events.map(({ kind }) => kind)).toEqual(['loadtest_started']);
});
