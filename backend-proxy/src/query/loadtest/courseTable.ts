import type { Frame, FrameField } from '@tart-lab/contract/frame.ts';
import { findMetric } from '@tart-lab/contract/metrics.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { TableQuery } from '@tart-lab/contract/query.ts';
import { badRequest } from '../../problems.ts';
import type { Result } from '../../result.ts';
import { fail, ok } from '../../result.ts';
import type { QueryDeps } from '../deps.ts';
import { filterThings } from '../filters.ts';
import { NO_RUN, type LoadTestRun } from './loadTestRuns.ts';
import { readFigures, type RunPoints } from './readFigures.ts';

/** What can be compared: a value's name, its title and its metric. */
const VALUES = [
  { id: 'p95', title: 'p95', metric: 'tart_loadtest_duration_p95_seconds' },
  { id: 'p50', title: 'p50', metric: 'tart_loadtest_duration_p50_seconds' },
  { id: 'p99', title: 'p99', metric: 'tart_loadtest_duration_p99_seconds' },
  { id: 'requests_per_second', title: 'Requests', metric: 'tart_loadtest_requests_per_second' },
  { id: 'failed', title: 'Failed', metric: 'tart_loadtest_failed_ratio' },
  { id: 'users', title: 'Users', metric: 'tart_loadtest_vus' },
] as const;
/** k6 is heard every so often; points of several runs meet on this grid. */
const EVERY_SECONDS = 5;
const MOST_RUNS = 20;

/**
 * Runs beside each other: the first column is the time since each began (s), then a column for each run and value, named by its pod. What
 * k6 said of the whole test at its end is in none. `columns` are the values; the 95th percentile of the duration when empty.
 */
export async function answerCourse(
  query: TableQuery,
  found: readonly LoadTestRun[],
  deps: QueryDeps,
  path: string,
): Promise<Result<Frame[], Problem>> {
  const { refId, table, columns, limit } = query;
  const strange = columns.findIndex((id) => VALUES.every((one) => one.id !== id));
  if (strange >= 0) {
    const advice = `Its columns are ${VALUES.map(({ id }) => id).join(', ')}.`;
    return fail(badRequest(refId, `${path}.columns[${strange}]: the table ${table} has no column "${columns[strange]}"`, advice));
  }
  const own = query.filters.filter(({ key }) => key === 'test' || key === 'run' || key === 'status');
  const kept = filterThings(own, found, (run, key) => ({ test: run.test, run: run.run, status: run.status })[key], path);
  if (!kept.ok) return kept;
  const runs = kept.value.filter(({ startedMs }) => startedMs !== null).slice(0, Math.min(limit, MOST_RUNS));
  const asked = columns.length === 0 ? VALUES.slice(0, 1) : VALUES.filter(({ id }) => columns.includes(id));
  const lines: { readonly field: FrameField; readonly values: ReadonlyMap<number, number> }[] = [];
  for (const { title, metric } of asked) {
    const points = await readFigures(metric, 'test', runs, deps);
    if (!points.ok) return points;
    const { unit, decimals, min } = findMetric(metric) ?? { unit: 'short' };
    for (const [i, run] of runs.entries()) {
      const values = byElapsed(run, points.value[i] ?? []);
      if (values.size === 0) continue;
      const name = asked.length === 1 ? run.run : `${run.run} ${title}`;
      const config = { unit, min, ...(decimals === undefined ? {} : { decimals }), displayNameFromDS: name };
      lines.push({ field: { name, type: 'number', config }, values });
    }
  }
  const elapsed = [...new Set(lines.flatMap(({ values }) => [...values.keys()]))].sort((a, b) => a - b);
  const custom = { columns: VALUES.map(({ id, title }) => ({ id, title })) };
  const meta = { preferredVisualisationType: 'table', custom, ...(lines.length === 0 ? { notices: [NO_RUN] } : {}) };
  const first: FrameField = { name: 'elapsed', type: 'number', config: { unit: 'dtdhms', displayNameFromDS: 'Since it began' } };
  return ok([
    {
      schema: { refId, name: table, meta, fields: [first, ...lines.map(({ field }) => field)] },
      data: { values: [elapsed, ...lines.map(({ values }) => elapsed.map((at) => values.get(at) ?? null))] },
    },
  ]);
}

/** A run's values by the seconds since it began, on a grid. */
function byElapsed({ startedMs, endedMs }: LoadTestRun, series: readonly RunPoints[]): ReadonlyMap<number, number> {
  const values = new Map<number, number>();
  for (const { points } of series) {
    for (const { atMs, value } of points) {
      if (atMs === endedMs) continue;
      values.set(Math.round((atMs - (startedMs ?? atMs)) / 1000 / EVERY_SECONDS) * EVERY_SECONDS, value);
    }
  }
  return values;
}
