import type { Frame, Notice } from '@tart-lab/contract/frame.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { TableQuery } from '@tart-lab/contract/query.ts';
import type { Result } from '../../result.ts';
import { ok } from '../../result.ts';
import { count } from '../cluster/row.ts';
import type { QueryDeps, Range } from '../deps.ts';
import { testOfKey } from '../filters.ts';
import { toMatcher } from '../selection.ts';
import { number, text, time, type Column } from '../tableColumns.ts';
import { toTableFrame } from '../tableFrame.ts';
import { answerCourse } from './courseTable.ts';
import { NO_RUN, type LoadTestRun } from './loadTestRuns.ts';
import { readFigures, type Point, type RunPoints } from './readFigures.ts';
import { readRuns } from './readRuns.ts';

export type LoadTestTable = 'loadtests' | 'loadtest_course';

/** A run with what its series say: of the whole test once it has ended, of the last seconds while it runs. */
interface RunRow {
  readonly run: LoadTestRun;
  readonly figures: Readonly<Record<string, number | null>>;
  readonly replicas: readonly RunPoints[];
  readonly nowMs: number;
}

const FIGURES = [
  'requests_per_second',
  'failed_ratio',
  'duration_p50_seconds',
  'duration_p95_seconds',
  'duration_p99_seconds',
  'vus',
] as const;

/**
 * Answers a table of load tests in a range: `loadtests`, a row a run, or `loadtest_course`, the runs beside each other by the time
 * since each began. `path` is the query's place.
 */
export async function answerLoadTestTable(
  query: TableQuery & { readonly table: LoadTestTable },
  range: Range,
  deps: QueryDeps,
  path: string,
): Promise<Result<Frame[], Problem>> {
  const clusters = deps.lab.clusters();
  const names = {
    clusters: clusters.map(({ name }) => name),
    namespaces: clusters.flatMap(({ view }) => [...view.pods.values()].map(({ namespace }) => namespace)),
  };
  const cluster = toMatcher(query.clusters, names.clusters, `${path}.clusters`);
  if (!cluster.ok) return cluster;
  const namespace = toMatcher(query.namespaces, names.namespaces, `${path}.namespaces`);
  if (!namespace.ok) return namespace;
  const inCluster = testOfKey(query.filters, 'cluster', names.clusters, path);
  if (!inCluster.ok) return inCluster;
  const runs = await readRuns(range, { cluster: (name) => cluster.value(name) && inCluster.value(name), namespace: namespace.value }, deps);
  if (!runs.ok) return runs;
  if (query.table === 'loadtest_course') return answerCourse(query, runs.value, deps, path);
  const rows = await readRows(runs.value.slice(0, query.limit), deps);
  if (!rows.ok) return rows;
  const notices: Notice[] = rows.value.length === 0 ? [NO_RUN] : [];
  return toTableFrame(query, COLUMNS, rows.value, notices, path);
}

async function readRows(runs: readonly LoadTestRun[], deps: QueryDeps): Promise<Result<RunRow[], Problem>> {
  const figures = new Map<string, RunPoints[][]>();
  for (const name of FIGURES) {
    const found = await readFigures(`tart_loadtest_${name}`, 'test', runs, deps);
    if (!found.ok) return found;
    figures.set(name, found.value);
  }
  const replicas = await readFigures('tart_hpa_replicas', 'hpa', runs, deps);
  if (!replicas.ok) return replicas;
  return ok(
    runs.map((run, i) => ({
      run,
      figures: Object.fromEntries(FIGURES.map((name) => [name, figureOf(name, run, figures.get(name)?.[i]?.[0]?.points ?? [])])),
      replicas: replicas.value[i] ?? [],
      nowMs: deps.now(),
    })),
  );
}

/** The most users; of all else what the end says of the whole test, or the latest of a test that runs. Parts of an ended one are no whole. */
function figureOf(name: string, { status, endedMs }: LoadTestRun, points: readonly Point[]): number | null {
  if (name === 'vus') return points.reduce<number | null>((most, { value }) => Math.max(most ?? value, value), null);
  const last = points.at(-1);
  return last && (status === 'running' || last.atMs === endedMs) ? last.value : null;
}

/** `nginx-web 2 → 6`: the least and the most replicas of each HPA that made a step. */
function scaledText({ replicas }: RunRow): string | null {
  const steps = replicas.flatMap(({ name, points }) => {
    const values = points.map(({ value }) => value);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return least === most ? [] : [`${name} ${least} → ${most}`];
  });
  return steps.length > 0 ? steps.join(', ') : null;
}

const figure =
  (name: (typeof FIGURES)[number]) =>
  ({ figures }: RunRow): number | null =>
    figures[name] ?? null;

const COLUMNS: Column<RunRow>[] = [
  text('cluster', 'Cluster', ({ run }) => run.cluster),
  text('namespace', 'Namespace', ({ run }) => run.namespace),
  text('test', 'Load test', ({ run }) => run.test),
  text('run', 'Run', ({ run }) => run.run),
  text('status', 'Status', ({ run }) => run.status),
  time('started', 'Started', ({ run }) => run.startedMs),
  time('ended', 'Ended', ({ run }) => run.endedMs),
  number('duration', 'Duration', 's', ({ run: { startedMs, endedMs, status }, nowMs }) => {
    const untilMs = endedMs ?? (status === 'running' ? nowMs : null);
    return startedMs === null || untilMs === null ? null : (untilMs - startedMs) / 1000;
  }),
  count('users', 'Users', figure('vus')),
  number('requests_per_second', 'Requests', 'reqps', figure('requests_per_second')),
  { ...number('failed', 'Failed', 'percentunit', figure('failed_ratio')), config: { unit: 'percentunit', min: 0, max: 1, decimals: 2 } },
  number('p50', 'p50', 's', figure('duration_p50_seconds')),
  number('p95', 'p95', 's', figure('duration_p95_seconds')),
  number('p99', 'p99', 's', figure('duration_p99_seconds')),
  text('scaled', 'Scaled', scaledText),
  text('result', 'Result', ({ run }) => run.text),
];
