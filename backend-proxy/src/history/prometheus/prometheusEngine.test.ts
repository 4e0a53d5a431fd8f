import { expect, it } from 'vitest';
import { findMetric, type Metric } from '@tart-lab/contract/metrics.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { fail, ok, type Result } from '../../result.ts';
import type { Answered, PrometheusClient } from './promClient.ts';
import { prometheusEngine } from './prometheusEngine.ts';
import { prometheusProblem } from './promProblems.ts';

const NOW = 1_700_000_000_000;
const metricOf = (id: string): Metric => {
  const metric = findMetric(id);
  if (!metric) throw new Error(`no metric ${id}`);
  return metric;
};
const LOAD = metricOf('tart_vm_load1');

/** An engine on a server that answers what `reply` says; `asked` is what it was asked, `told` what the lab heard. */
function engineOn(reply: (path: string, parameters: URLSearchParams) => unknown) {
  const asked: [path: string, parameters: URLSearchParams][] = [];
  const told: (string | null)[] = [];
  const client: PrometheusClient = {
    ask<T>(path: string, parameters: URLSearchParams, schema: { parse(data: unknown): T }): Promise<Result<Answered<T>, Problem>> {
      asked.push([path, parameters]);
      const answer = reply(path, parameters);
      const failed = answer instanceof Error ? prometheusProblem('prometheus_unreachable', 'http://p', 'try', answer.message) : null;
      return Promise.resolve(failed ? fail(failed) : ok({ data: schema.parse(answer), warnings: ['a store is away'] }));
    },
    close: () => undefined,
  };
  const onProblem = (problem: Problem | null): void => void told.push(problem?.kind ?? null);
  const engine = prometheusEngine({ client, match: 'job="a"', scrapeMs: 15_000, intervalMs: () => 5000, now: () => NOW, onProblem });
  return { engine, asked, told };
}
const vm = (name: string) => ({ vm: name, mac: 'studio', cluster: 'dev' });
const scraped = (name: string) => ({ __name__: 'node_load1', instance: name, job: 'a', replica: '1', ...vm(name) });
const matrix = (...result: object[]) => ({ resultType: 'matrix', result });
const request = { fromMs: NOW - 60_000, toMs: NOW, stepMs: 15_000, tier: 'raw', maxPoints: 100 } as const;

it('knows the series of a metric by its own labels, whatever else was scraped with them', async () => {
  const { engine, asked } = engineOn(() => [scraped('b'), scraped('a'), { ...scraped('a'), replica: '2' }]);
  const found = await engine.series({ metric: LOAD, fromMs: NOW - 60_000, toMs: NOW, within: { vm: ['a', 'b"'], pod: ['x'] } });
  expect(found).toEqual({ ok: true, value: ['a', 'b'].map((name, id) => ({ id, metric: LOAD.id, labels: vm(name) })) });
  expect(asked[0]?.[0]).toBe('series');
  expect(asked[0]?.[1].get('match[]')).toBe('node_load1{job="a",vm!="",vm=~"a|b\\""}');
});

it('puts a step’s value at its beginning, a gap where there is none, and leaves out what was not asked for', async () => {
  const at = (step: number) => (NOW + step * 15_000) / 1000;
  const { engine, asked } = engineOn(() =>
    matrix(
      { metric: vm('a'), values: [[at(-3), '1.5'], [at(-2), 'NaN'], [at(-1), '+Inf'], [at(0), '2'], 'x'] },
      { metric: vm('other'), values: [[at(0), '9']] },
    ),
  );
  const series = [
    { id: 0, metric: LOAD.id, labels: vm('a') },
    { id: 1, metric: LOAD.id, labels: vm('b') },
  ];
  const answer = await engine.points({ ...request, metric: LOAD, series, all: series });
  if (!answer.ok) throw new Error(answer.error.detail);
  expect(answer.value.points.map(({ times, values }) => [[...times], [...values]])).toEqual([
    [
      [NOW - 60_000, NOW - 15_000],
      [1.5, 2],
    ],
    [[], []],
  ]);
  expect(answer.value.warnings).toEqual(['The history’s server says: a store is away']);
  expect(asked[0]?.[1].get('start')).toBe(String((NOW - 45_000) / 1000));
});

it('puts a share of time back into its bounds, and no rate', async () => {
  const busy = metricOf('tart_vm_disk_busy_ratio');
  const { engine } = engineOn(() => matrix({ metric: { ...vm('a'), device: 'vda' }, values: [[NOW / 1000, '1.0003']] }));
  const series = [{ id: 0, metric: busy.id, labels: { ...vm('a'), device: 'vda' } }];
  const answer = await engine.points({ ...request, metric: busy, series, all: series });
  expect(answer.ok && [...(answer.value.points[0]?.values ?? [])]).toEqual([1]);
});

it('asks for no more steps at once than a server gives', async () => {
  const { engine, asked } = engineOn(() => matrix());
  const series = [{ id: 0, metric: LOAD.id, labels: vm('a') }];
  await engine.points({ ...request, fromMs: NOW - 25_000 * 15_000, metric: LOAD, series, all: series });
  const spans = asked.map(([, parameters]) => (Number(parameters.get('end')) - Number(parameters.get('start'))) / 15 + 1);
  expect(spans).toEqual([10_000, 10_000, 5001]);
});

it('tells once that the server is away and once that it is back', async () => {
  let away = true;
  const { engine, told } = engineOn(() => (away ? new Error('refused') : []));
  const look = () => engine.series({ metric: LOAD, fromMs: 0, toMs: NOW, within: {} });
  expect((await look()).ok).toBe(false);
  expect((await look()).ok).toBe(false);
  away = false;
  expect((await look()).ok).toBe(true);
  expect(told).toEqual(['prometheus_unreachable', null]);
});
