import { findMetric } from '@tart-lab/contract/metrics.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { Result } from '../../result.ts';
import { ok } from '../../result.ts';
import { spacingMs, type QueryDeps } from '../deps.ts';
import { chooseGrid } from '../grid.ts';
import type { LoadTestRun } from './loadTestRuns.ts';

/** A value and when it was measured (epoch ms). */
export interface Point {
  readonly atMs: number;
  readonly value: number;
}
/** The points of one metric, of one of the run's own series (`name`: its test, or an HPA), from its beginning to its end. */
export interface RunPoints {
  readonly name: string;
  readonly points: readonly Point[];
}

const MOST_POINTS = 20_000;
const DAY_MS = 24 * 3_600_000;

/**
 * Points of a metric during each run, in the order of the runs: of series with the run's cluster, namespace and, where the metric has that
 * label, its test. A run without a beginning has none. `name` is the label that names its series.
 */
export async function readFigures(
  id: string,
  name: 'test' | 'hpa',
  runs: readonly LoadTestRun[],
  deps: QueryDeps,
): Promise<Result<RunPoints[][], Problem>> {
  const metric = findMetric(id);
  const nowMs = deps.now();
  const begun = runs.flatMap(({ startedMs }) => startedMs ?? []);
  if (!metric || begun.length === 0) return ok(runs.map(() => []));
  const [fromMs, toMs] = [Math.min(...begun), Math.max(...runs.map((run) => untilMs(run, runs, nowMs)))];
  const within = { cluster: [...new Set(runs.map(({ cluster }) => cluster))] };
  const all = await deps.engine.series({ metric, fromMs, toMs, within });
  if (!all.ok) return all;
  const isOf = (run: LoadTestRun, labels: Readonly<Record<string, string>>): boolean =>
    labels['cluster'] === run.cluster && labels['namespace'] === run.namespace && (labels['test'] ?? run.test) === run.test;
  const series = all.value.filter(({ labels }) => runs.some((run) => isOf(run, labels)));
  const range = { fromMs, toMs, maxDataPoints: MOST_POINTS, intervalMs: 1 };
  const grid = chooseGrid(range, spacingMs(metric, deps), nowMs - deps.rawMs, deps.engine.gridMs !== null);
  const answer = await deps.engine.points({ ...grid, metric, series, all: all.value, toMs, maxPoints: MOST_POINTS });
  if (!answer.ok) return answer;
  return ok(
    runs.map((run) =>
      series.flatMap(({ labels }, i): RunPoints[] => {
        const { startedMs } = run;
        if (startedMs === null || !isOf(run, labels)) return [];
        const found = answer.value.points[i];
        const points = [...(found?.times ?? [])].flatMap((atMs, at): Point[] => {
          const value = found?.values[at];
          return value === undefined || atMs < startedMs || atMs > untilMs(run, runs, nowMs) ? [] : [{ atMs, value }];
        });
        return points.length === 0 ? [] : [{ name: labels[name] ?? '', points }];
      }),
    ),
  );
}

/** Until when a run lasted; of one whose end nobody saw, until the next run of the test began. */
function untilMs(run: LoadTestRun, runs: readonly LoadTestRun[], nowMs: number): number {
  if (run.endedMs !== null) return run.endedMs;
  const later = runs.flatMap(({ cluster, namespace, test, startedMs }) =>
    cluster === run.cluster && namespace === run.namespace && test === run.test && startedMs !== null ? [startedMs] : [],
  );
  const startedMs = run.startedMs ?? nowMs;
  return Math.min(nowMs, startedMs + DAY_MS, ...later.filter((atMs) => atMs > startedMs).map((atMs) => atMs - 1));
}
