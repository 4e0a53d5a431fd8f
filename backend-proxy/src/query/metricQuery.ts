import type { Frame, FrameField, Notice } from '@tart-lab/contract/frame.ts';
import type { Metric } from '@tart-lab/contract/metrics.ts';
import { findMetric } from '@tart-lab/contract/metrics.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { MetricQuery } from '@tart-lab/contract/query.ts';
import { badRequest } from '../problems.ts';
import type { Result } from '../result.ts';
import { fail, ok } from '../result.ts';
import type { Series } from '../store/messages.ts';
import { aggregateLines } from './aggregate.ts';
import { spacingMs } from './deps.ts';
import type { QueryDeps, Range } from './deps.ts';
import { filterThings, knownFilters } from './filters.ts';
import { chooseGrid } from './grid.ts';
import type { Grid } from './grid.ts';
import { defaultNames, renderLegend } from './legend.ts';
import { meanOf, withGaps } from './line.ts';
import type { Line } from './line.ts';
import { clusterNotices } from './cluster/clusterNotices.ts';
import { outlyingLines } from './outliers.ts';
import { isPlace, toScope } from './scope.ts';
import type { Scope } from './scope.ts';
import { toMatcher } from './selection.ts';
import { listText, vmNotices } from './vmNotices.ts';

/** Series read for one query, before `top`, `bottom` and aggregation; and drawn after them. */
const MOST_READ = 10_000;
const MOST_DRAWN = 500;

/**
 * Answers a time series query: one frame a line, of type timeseries-multi, with unit and bounds from the catalogue. A gap
 * longer than two intervals holds a null. Notices (on the first frame) say which VMs are missing and why, and what was cut;
 * without any line there is one empty frame that carries them. `path` is the query's place in the request, for `bad_request`.
 */
export async function answerMetricQuery(
  query: MetricQuery,
  range: Range,
  deps: QueryDeps,
  path: string,
): Promise<Result<Frame[], Problem>> {
  const metric = findMetric(query.metric);
  if (!metric) return fail(unknownMetric(query.metric));
  const { fromMs, toMs } = range;
  const found = await deps.engine.series({ metric, fromMs, toMs, within: exactNames(query) });
  if (!found.ok) return found;
  const all = found.value;
  const { known, notices } = knownFilters(query.filters, (key) => hasLabel(metric, key), metric.name);
  const scope = toScope({ ...query, filters: known }, all, deps, path);
  if (!scope.ok) return scope;
  const picked = filterByLabels(query, metric, all, path);
  if (!picked.ok) return picked;
  const ownFilters = known.filter(({ key }) => !isPlace(key));
  const kept = filterThings(ownFilters, picked.value, ({ labels }, key) => labels[key], path);
  if (!kept.ok) return kept;
  const selected = kept.value.filter(({ labels }) => scope.value.holds(labels));
  if (selected.length > MOST_READ) notices.push(cut(`Read ${MOST_READ} of ${selected.length} series; select fewer`));

  const nowMs = deps.now();
  const collectMs = spacingMs(metric, deps);
  const aggregated = query.aggregate !== 'none';
  const finest = { ...range, intervalMs: Math.max(range.intervalMs, query.minIntervalMs ?? 0) };
  const grid = chooseGrid(finest, collectMs, nowMs - deps.rawMs, aggregated || deps.engine.gridMs !== null);
  const wanted = selected.slice(0, MOST_READ);
  const answer = await deps.engine.points({ ...grid, metric, series: wanted, all, toMs, maxPoints: range.maxDataPoints });
  if (!answer.ok) return answer;
  const { points, query: asked, warnings } = answer.value;
  notices.push(...warnings.map(cut));
  const measured = points.flatMap(({ times, values }, i): Line[] =>
    times.length === 0 ? [] : [{ labels: wanted[i]?.labels ?? {}, times: [...times], values: [...values] }],
  );

  const expectedMs = Math.max(collectMs, grid.stepMs ?? 0, grid.tier === 'minute' ? 60_000 : 0);
  const longestMs = Math.max(2 * collectMs, expectedMs) * 1.02; // two intervals and a jitter are no gap
  let lines = measured;
  if (query.aggregate !== 'none') {
    const sums = aggregateLines(measured, query.aggregate, query.groupBy, longestMs);
    lines = sums.lines;
    if (query.aggregate === 'sum' && sums.incomplete.length > 0) notices.push(missingInSum(sums.incomplete));
  }
  if (query.outliers !== undefined && lines.length > 0) {
    const outlying = outlyingLines(lines, query.outliers);
    lines = outlying.lines;
    notices.push(outlying.notice);
  }
  lines = mostOrLeast(query, lines);
  if (lines.length > MOST_DRAWN) notices.push(cut(`Showing ${MOST_DRAWN} of ${lines.length} series; select fewer, or use top`));
  lines = lines.slice(0, MOST_DRAWN).map((line) => withGaps(line, expectedMs, longestMs, Math.min(toMs, nowMs)));
  if (toMs >= nowMs - longestMs) notices.push(...silenceNotices(metric, query, scope.value, deps));
  if (lines.length === 0 && measured.length === 0) notices.push(nothingFound(metric, selected, scope.value));
  return ok(toFrames(query, metric, { ...grid, asked }, lines, longestMs, notices));
}

/** Whether series of a metric carry a label: a cluster's have a VM only where they are a node's. */
const hasLabel = ({ scope, labels }: Metric, key: string): boolean =>
  labels.includes(key) || PLACES[scope].includes(key) || (key === 'vm' && scope === 'cluster' && labels.includes('node'));

const PLACES: Readonly<Record<Metric['scope'], readonly string[]>> = {
  vm: ['vm', 'mac', 'cluster'],
  mac: ['mac'],
  cluster: ['cluster'],
  proxy: [],
};

/** Which VMs or clusters are silent now, and why. */
function silenceNotices(metric: Metric, { clusters }: MetricQuery, scope: Scope, deps: QueryDeps): Notice[] {
  if (metric.scope === 'proxy') return [];
  if (metric.scope !== 'cluster') return vmNotices(scope.vms, deps.now(), metric.collector);
  const all = deps.lab.clusters();
  const names = toMatcher(
    clusters,
    all.map(({ name }) => name),
    'clusters',
  );
  return clusterNotices(
    names.ok ? all.filter(({ name }) => names.value(name)) : all,
    deps.now(),
    undefined,
    metric.collector === 'podUsage',
  );
}

const isPattern = (entry: string): boolean => /[*?]/.test(entry) || /^\/.+\/i?$/s.test(entry);

/** Labels that a query gives by name alone, without a pattern. */
function exactNames({ macs, clusters, vms, labels }: MetricQuery): Record<string, string[]> {
  const given = Object.entries({ ...labels, mac: macs, cluster: clusters, vm: vms });
  return Object.fromEntries(given.filter(([, names]) => names.length > 0 && !names.some(isPattern)));
}

function unknownMetric(id: string): Problem {
  const advice = 'Choose a metric of GET /api/v1/catalog.';
  return { kind: 'unknown_metric', target: id, doing: 'find the metric', detail: `there is no metric "${id}"`, advice };
}

function filterByLabels(query: MetricQuery, metric: Metric, all: readonly Series[], path: string): Result<readonly Series[], Problem> {
  let series = all;
  for (const [label, selection] of Object.entries(query.labels)) {
    if (!metric.labels.includes(label)) {
      const has = metric.labels.length > 0 ? `its labels are ${metric.labels.join(', ')}` : 'it has no labels of its own';
      return fail(badRequest(query.refId, `${path}.labels.${label}: ${metric.id} has no such label`, `Remove the filter; ${has}.`));
    }
    const names = series.map(({ labels }) => labels[label] ?? '');
    const matcher = toMatcher(selection, names, `${path}.labels.${label}`);
    if (!matcher.ok) return matcher;
    series = series.filter(({ labels }) => matcher.value(labels[label] ?? ''));
  }
  return ok(series);
}

function mostOrLeast({ top, bottom }: MetricQuery, lines: Line[]): Line[] {
  if (top === undefined && bottom === undefined) return lines;
  const ranked = lines.map((line) => ({ line, mean: meanOf(line) })).sort((a, b) => b.mean - a.mean);
  const most = ranked.slice(0, top ?? 0);
  const least = bottom === undefined ? [] : ranked.slice(Math.max(most.length, ranked.length - bottom)).reverse();
  return [...most, ...least].map(({ line }) => line);
}

const cut = (text: string): Notice => ({ severity: 'warning', text });

function missingInSum(incomplete: readonly Line[]): Notice {
  const names = [...new Set(incomplete.map(({ labels }) => labels['vm'] ?? 'a series'))];
  return { severity: 'warning', text: `The sum leaves out ${listText(names)} at times when nothing was measured there` };
}

function nothingFound(metric: Metric, selected: readonly Series[], scope: Scope): Notice {
  if (metric.scope === 'vm' && scope.vms.length === 0 && selected.length === 0)
    return { severity: 'info', text: 'No VM matches the selection' };
  const why = selected.length === 0 ? 'was never measured for this selection' : 'has no values in this range';
  return { severity: 'info', text: `${metric.name} ${why}` };
}

function toFrames(
  query: MetricQuery,
  metric: Metric,
  grid: Grid & { readonly asked: string | null },
  lines: readonly Line[],
  longestMs: number,
  notices: Notice[],
): Frame[] {
  const { refId, legend, aggregate } = query;
  const fallback = aggregate === 'none' ? metric.name : `${metric.name} (${aggregate})`;
  const labels = lines.map((line) => line.labels);
  const names = legend === '' ? defaultNames(labels, metric.labels, fallback) : labels.map((one) => renderLegend(legend, one) || fallback);
  const { unit, min, max, decimals } = metric;
  // A sum may exceed the bound of its parts: five ratios add up to more than 1.
  const bounds = { ...(min === undefined ? {} : { min }), ...(max === undefined || aggregate === 'sum' ? {} : { max }) };
  // Grafana breaks a line where two points are further apart than `interval`: what we call a gap, it shall call one too.
  const interval = Math.round(longestMs);
  const config = { unit, ...bounds, ...(decimals === undefined ? {} : { decimals }), interval };
  const how = `${grid.tier}, ${grid.stepMs === null ? 'as measured' : `step ${grid.stepMs / 1000} s`}`;
  const executedQueryString = `${metric.id}: ${lines.length} series, ${how}${grid.asked === null ? '' : `\n${grid.asked}`}`;
  const empty: Line = { labels: {}, times: [], values: [] };
  return (lines.length > 0 ? lines : [empty]).map((line, i) => {
    const value: FrameField = {
      name: 'Value',
      type: 'number',
      labels: line.labels,
      config: { ...config, displayNameFromDS: names[i] ?? fallback },
    };
    return {
      schema: {
        refId,
        meta: {
          type: 'timeseries-multi',
          typeVersion: [0, 1],
          executedQueryString,
          custom: { tier: grid.tier, stepMs: grid.stepMs },
          ...(i === 0 && notices.length > 0 ? { notices } : {}),
        },
        fields: [{ name: 'Time', type: 'time', config: { interval } }, value],
      },
      data: { values: [line.times, line.values] },
    };
  });
}
