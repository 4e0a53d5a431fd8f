import { expect, it } from 'vitest';
import type { LabEvent } from '@tart-lab/contract/event.ts';
import type { Frame } from '@tart-lab/contract/frame.ts';
import { TableQuery } from '@tart-lab/contract/query.ts';
import type { Sample } from '@tart-lab/contract/sample.ts';
import { ok } from '../../result.ts';
import { testDeps } from '../../testing.ts';
import { answerQueries } from '../answerQueries.ts';
import { toRuns } from './loadTestRuns.ts';

const NOW = 1_700_000_000_000;
const MINUTE = 60_000;
const told = (run: string, atMs: number, more: Partial<LabEvent> = {}): LabEvent => ({
  atMs,
  kind: 'loadtest_started',
  severity: 'info',
  text: `${run} started`,
  labels: { cluster: 'dev', namespace: 'demo', test: 'k6', workload: 'k6', pod: run },
  ...more,
});
const ended = (run: string, atMs: number, more: Partial<LabEvent> = {}): LabEvent =>
  told(run, atMs, { kind: 'loadtest_ended', text: `${run} ended`, ...more });
/** The first run lasted a minute, the second began two minutes ago and nobody saw its end. */
const FIRST = NOW - 10 * MINUTE;
const SECOND = NOW - 2 * MINUTE;
const EVENTS = [told('k6-a', FIRST), ended('k6-a', FIRST + MINUTE), told('k6-b', SECOND)];
const figure = (name: string, atMs: number, value: number): Sample => ({
  metric: `tart_loadtest_${name}`,
  labels: { cluster: 'dev', namespace: 'demo', test: 'k6' },
  atMs,
  value,
});
const replicas = (atMs: number, value: number): Sample => ({
  metric: 'tart_hpa_replicas',
  labels: { cluster: 'dev', namespace: 'demo', hpa: 'web' },
  atMs,
  value,
});
const SAMPLES = [
  figure('duration_p95_seconds', FIRST + 5000, 0.2),
  figure('duration_p95_seconds', FIRST + 10_000, 0.3),
  figure('duration_p95_seconds', FIRST + MINUTE, 0.25),
  figure('vus', FIRST + 5000, 20),
  figure('vus', FIRST + MINUTE, 0),
  figure('duration_p95_seconds', SECOND + 10_400, 0.1),
  replicas(FIRST - MINUTE, 1),
  replicas(FIRST + 5000, 2),
  replicas(FIRST + 30_000, 6),
];

async function ask(query: object, fromMs = NOW - 60 * MINUTE): Promise<Frame> {
  const deps = testDeps(NOW, [], SAMPLES);
  const history = { ...deps.history, events: () => Promise.resolve(ok(EVENTS.map((event, id) => ({ ...event, id })))) };
  const parsed = TableQuery.parse({ kind: 'table', refId: 'A', ...query });
  const answer = await answerQueries({ from: fromMs, to: NOW, queries: [parsed] }, { ...deps, history }, () => 400);
  deps.close();
  const result = answer.ok ? answer.value.results['A'] : undefined;
  const frame = result?.frames[0];
  if (!frame) throw new Error(result?.error ?? 'no frame');
  return frame;
}
const rowsOf = ({ schema, data }: Frame) =>
  (data.values[0] ?? []).map((_, i) => Object.fromEntries(schema.fields.map(({ name }, at) => [name, data.values[at]?.[i]])));

it('has a row a run, the newest first, with what its end said of the whole test', async () => {
  const rows = rowsOf(await ask({ table: 'loadtests' }));
  expect(rows).toMatchObject([
    { run: 'k6-b', status: 'unknown', started: SECOND, ended: null, duration: null, p95: null, scaled: null, result: null },
    { run: 'k6-a', status: 'ended', started: FIRST, ended: FIRST + MINUTE, duration: 60, users: 20, p95: 0.25, result: 'k6-a ended' },
  ]);
  expect(rows[1]).toMatchObject({ requests_per_second: null, scaled: 'web 2 → 6' });
});

it('leaves out runs that are not in the range, and says when there is none', async () => {
  expect(rowsOf(await ask({ table: 'loadtests' }, NOW - 5 * MINUTE)).map(({ run }) => run)).toEqual(['k6-b']);
  const none = await ask({ table: 'loadtests', clusters: ['qa'] });
  expect(none.schema.meta?.notices?.[0]?.text).toMatch(/No load test ran/);
});

it('lays runs beside each other by the time since each began, without what was said of the whole test', async () => {
  const frame = await ask({ table: 'loadtest_course' });
  expect(frame.schema.fields.map(({ name, config }) => [name, config?.['unit']])).toEqual([
    ['elapsed', 'dtdhms'],
    ['k6-b', 's'],
    ['k6-a', 's'],
  ]);
  expect(frame.data.values).toEqual([
    [5, 10],
    [null, 0.1],
    [0.2, 0.3],
  ]);
});

it('names run and value where several values are asked, and refuses what it does not know', async () => {
  const frame = await ask({
    table: 'loadtest_course',
    columns: ['p95', 'users'],
    filters: [{ key: 'run', operator: '=', values: ['k6-a'] }],
  });
  expect(frame.schema.fields.map(({ name }) => name)).toEqual(['elapsed', 'k6-a p95', 'k6-a Users']);
  await expect(ask({ table: 'loadtest_course', columns: ['colour'] })).rejects.toThrow(/has no column "colour"/);
});

it('knows how a run stands by how its end was told, and by its pod', () => {
  const statusOf = (...events: LabEvent[]) => toRuns(events, ({ run }) => run === 'k6-now').map(({ status }) => status);
  expect(statusOf(told('a', 1), ended('a', 2, { severity: 'error' }))).toEqual(['failed']);
  expect(statusOf(ended('a', 2, { severity: 'warning' }))).toEqual(['stopped']);
  expect(statusOf(told('a', 1), ended('a', 2), told('a', 3))).toEqual(['unknown', 'ended']);
  expect(statusOf(told('k6-now', 1), told('k6-lost', 0))).toEqual(['running', 'unknown']);
});
