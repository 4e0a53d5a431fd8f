import type { Metric } from '@tart-lab/contract/metrics.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { Result } from '../../result.ts';
import { fail, ok } from '../../result.ts';
import type { Series } from '../../store/messages.ts';
import type { HistoryEngine, RangeAnswer, RangeRequest, SeriesRequest } from '../historyEngine.ts';
import { MatrixData, SeriesData } from './promAnswers.ts';
import type { Answered, PrometheusClient } from './promClient.ts';
import { collectPoints } from './collectPoints.ts';
import { Remembered } from './remembered.ts';
import { keyOf } from './seriesKey.ts';
import { oneOf } from './selector.ts';
import { labelsOf, ownOnly, sourceOf } from './sources.ts';

/** The server behind `client`. `match` is added to every selector; `scrapeMs` is how often it scrapes, `intervalMs` how often a metric is measured. */
export interface PrometheusEngineOptions {
  readonly client: PrometheusClient;
  readonly match: string;
  readonly scrapeMs: number;
  readonly intervalMs: (metric: Metric) => number;
  readonly now: () => number;
  /** Hears when the server stops answering, and null when it answers again. */
  readonly onProblem?: (problem: Problem | null) => void;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Prometheus refuses more than 11,000 points a series at once. */
const MOST_STEPS = 10_000;
/** More names than this are not worth sending: what comes in excess is left out here. */
const MOST_NAMES = 1000;
/** What says that the server is not there for anyone; the others are about one query. */
const OF_SERVER: ReadonlySet<Problem['kind']> = new Set([
  'prometheus_unreachable',
  'prometheus_tls_failed',
  'prometheus_auth_failed',
  'prometheus_unreadable',
]);

/** A history that a Prometheus-compatible server keeps, which scrapes this proxy: the same questions, answered by PromQL. */
export function prometheusEngine({ client, match, scrapeMs, intervalMs, now, onProblem }: PrometheusEngineOptions): HistoryEngine {
  const known = new Remembered<Result<readonly Series[], Problem>>(now);
  let failing: Problem['kind'] | null = null;

  async function ask<T>(...question: Parameters<typeof client.ask<T>>): Promise<Result<Answered<T>, Problem>> {
    const answer = await client.ask(...question);
    const kind = !answer.ok && OF_SERVER.has(answer.error.kind) ? answer.error.kind : null;
    if (kind !== failing && (kind !== null || answer.ok)) {
      failing = kind;
      onProblem?.(answer.ok ? null : { ...answer.error, sinceMs: now() });
    }
    return answer;
  }

  async function findSeries(metric: Metric, parameters: URLSearchParams): Promise<Result<readonly Series[], Problem>> {
    const found = await ask('series', parameters, SeriesData, `list the series of ${metric.id}`);
    if (!found.ok) return found;
    const sets = new Map<string, Readonly<Record<string, string>>>();
    for (const all of found.value.data) {
      const labels = ownLabels(metric, all);
      sets.set(keyOf(labels), labels);
    }
    // By name, so that a cut keeps the same series every time.
    return ok([...sets].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, labels], id) => ({ id, metric: metric.id, labels })));
  }

  return {
    gridMs: scrapeMs,
    series({ metric, fromMs, toMs, within }: SeriesRequest) {
      const source = sourceOf(metric);
      if (!source) return Promise.resolve(fail(notScraped(metric)));
      const labels = labelsOf(metric);
      const narrowing = Object.entries(within).flatMap(([label, names]) => (labels.includes(label) ? [oneOf(label, names)] : []));
      const parameters = new URLSearchParams({
        'match[]': source.shownBy([match, ownOnly(metric), ...narrowing].filter((one) => one !== '').join(',')),
        start: String((Math.floor(fromMs / HOUR_MS) * HOUR_MS) / 1000),
        end: String((Math.ceil(toMs / MINUTE_MS) * MINUTE_MS) / 1000),
      });
      return known.of(
        parameters.toString(),
        () => findSeries(metric, parameters),
        ({ ok: good }) => good,
      );
    },
    async points(request: RangeRequest): Promise<Result<RangeAnswer, Problem>> {
      const { metric, series, all, fromMs, toMs } = request;
      const source = sourceOf(metric);
      if (!source) return fail(notScraped(metric));
      if (series.length === 0) return ok({ points: [], query: null, warnings: [] });
      const everyMs = Math.max(scrapeMs, intervalMs(metric));
      const stepMs = request.stepMs ?? everyMs;
      const by = labelsOf(metric);
      const window = {
        stepMs,
        intervalMs: everyMs,
        by,
        match: [match, ownOnly(metric), ...narrow(by, series, all)].filter((one) => one !== '').join(','),
      };
      const query = source.promql(window, metric);

      const collected = collectPoints(metric, series, stepMs);
      const warnings = new Set<string>();
      const steps = Math.floor((toMs - fromMs) / stepMs) + 1;
      for (let first = 0; first < steps; first += MOST_STEPS) {
        const last = Math.min(steps, first + MOST_STEPS);
        // A step is asked for at its end.
        const [start, end] = [fromMs + (first + 1) * stepMs, fromMs + last * stepMs];
        const parameters = new URLSearchParams({
          query,
          start: String(start / 1000),
          end: String(end / 1000),
          step: String(stepMs / 1000),
        });
        const matrix = await ask('query_range', parameters, MatrixData, `read ${metric.id}`);
        if (!matrix.ok) return matrix;
        for (const warning of matrix.value.warnings) warnings.add(`The history’s server says: ${warning}`);
        for (const { metric: labels, values } of matrix.value.data.result) collected.add(keyOf(ownLabels(metric, labels)), values);
      }
      return ok({ points: collected.finish(), query, warnings: [...warnings] });
    },
  };
}

/** The labels that a metric's series have; empty ones count as none. */
function ownLabels(metric: Metric, labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(labelsOf(metric).flatMap((name) => (labels[name] ? [[name, labels[name]]] : [])));
}

/** Matchers for the labels in which the wanted series are fewer than all. */
function narrow(labels: readonly string[], wanted: readonly Series[], all: readonly Series[]): string[] {
  return labels.flatMap((label) => {
    const names = [...new Set(wanted.map((one) => one.labels[label] ?? ''))];
    if (names.length > MOST_NAMES || new Set(all.map((one) => one.labels[label] ?? '')).size === names.length) return [];
    return [oneOf(label, names)];
  });
}

const notScraped = ({ id }: Metric): Problem => ({
  kind: 'unknown_metric',
  target: id,
  doing: 'find the metric on the history’s server',
  detail: `${id} is not on the page that Prometheus scrapes`,
  advice: 'Choose another metric, or history.engine: sqlite.',
});
