import { findMetric } from '@tart-lab/contract/metrics.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { Verdict } from '@tart-lab/contract/flow.ts';
import { VERDICTS } from '@tart-lab/contract/flow.ts';
import type { Result } from '../../result.ts';
import { ok } from '../../result.ts';
import { spacingMs } from '../deps.ts';
import type { Range } from '../deps.ts';
import { chooseGrid } from '../grid.ts';
import type { Line } from '../line.ts';
import { withGaps } from '../line.ts';
import type { FlowsDeps } from './flowsDeps.ts';
import type { FlowsScope } from './flowsScope.ts';

const METRIC = 'tart_flows_per_second';

/** Flows a second by verdict as history has them, for ranges that began before what is in memory; points further apart than `longestMs` have a gap between them. */
export async function historyLines(
  scope: FlowsScope,
  range: Range,
  deps: FlowsDeps,
): Promise<Result<{ readonly lines: Line[]; readonly longestMs: number }, Problem>> {
  const metric = findMetric(METRIC);
  const clusters = new Set(scope.sources.map(({ source }) => source.name));
  if (!metric) return ok({ lines: [], longestMs: 5000 });
  const { fromMs, toMs, maxDataPoints: maxPoints } = range;
  const all = await deps.engine.series({ metric, fromMs, toMs, within: {} });
  if (!all.ok) return all;
  const wanted = all.value.filter(
    ({ labels }) => clusters.has(labels['cluster'] ?? '') && VERDICTS.some((one) => one === labels['verdict'] && scope.holdsVerdict(one)),
  );
  const collectMs = spacingMs(metric, deps);
  const nowMs = deps.now();
  const grid = chooseGrid(range, collectMs, nowMs - deps.rawMs, deps.engine.gridMs !== null);
  const answer = await deps.engine.points({ ...grid, metric, series: wanted, all: all.value, toMs, maxPoints });
  if (!answer.ok) return answer;
  const stepMs = Math.max(collectMs, grid.stepMs ?? 0, grid.tier === 'minute' ? 60_000 : 0);
  const longestMs = Math.max(2 * collectMs, stepMs) * 1.02;
  const lines = answer.value.points.flatMap(({ times, values }, i): Line[] => {
    const labels = wanted[i]?.labels ?? {};
    if (times.length === 0) return [];
    return [withGaps({ labels, times: [...times], values: [...values] }, stepMs, longestMs, Math.min(toMs, nowMs))];
  });
  const rank = ({ labels }: Line): number => VERDICTS.findIndex((verdict: Verdict) => verdict === labels['verdict']);
  lines.sort((a, b) => (a.labels['cluster'] ?? '').localeCompare(b.labels['cluster'] ?? '') || rank(a) - rank(b));
  return ok({ lines, longestMs: Math.round(longestMs) });
}
