import type { Metric } from './metrics.ts';

type Draft = Pick<Metric, 'id' | 'name' | 'help'> & Partial<Metric>;
const proxyMetric = (unit: string, draft: Draft): Metric => ({
  kind: 'gauge',
  min: 0,
  group: 'Proxy',
  unit,
  scope: 'proxy',
  labels: [],
  collector: 'proxy',
  fold: 'avg',
  ...draft,
});
const count = (draft: Draft): Metric => proxyMetric('short', { decimals: 0, fold: 'last', ...draft });
const perSecond = (unit: 'cps' | 'reqps', draft: Draft): Metric => proxyMetric(unit, { kind: 'rate', ...draft });

/** What the proxy says of itself: what it costs, what it collects, and who listens. Rates are differences of its own counters. */
export const PROXY_METRICS: readonly Metric[] = [
  proxyMetric('percentunit', {
    id: 'tartlab_proxy_cpu_ratio',
    name: 'CPU of the proxy',
    kind: 'ratio',
    decimals: 1,
    help: 'CPU that the proxy uses, 100 % being one CPU; without the commands it started.',
  }),
  proxyMetric('percentunit', {
    id: 'tartlab_proxy_loop_busy_ratio',
    name: 'Main thread busy',
    kind: 'ratio',
    max: 1,
    decimals: 1,
    help: 'Share of time in which the proxy’s main thread had work. Near 100 % answers come late.',
  }),
  proxyMetric('bytes', { id: 'tartlab_proxy_memory_bytes', name: 'Memory of the proxy', help: 'Resident memory of the proxy.' }),
  perSecond('cps', {
    id: 'tartlab_frames_per_second',
    name: 'Frames',
    labels: ['result'],
    help: 'Frames asked of guests each second, by result: answered or failed.',
  }),
  perSecond('cps', {
    id: 'tartlab_samples_per_second',
    name: 'Samples',
    help: 'Values that collection hands to history each second.',
  }),
  perSecond('reqps', {
    id: 'tartlab_requests_per_second',
    name: 'Requests answered',
    labels: ['code'],
    help: 'HTTP requests that the proxy answers each second, by class of status. A stream counts when it ends.',
  }),
  count({
    id: 'tartlab_problems',
    name: 'Problems',
    labels: ['kind'],
    fold: 'max',
    help: 'Problems that there are now, by kind.',
  }),
  count({ id: 'tartlab_history_series', name: 'Series in history', help: 'Series that the history knows.' }),
  proxyMetric('bytes', { id: 'tartlab_history_bytes', name: 'Size of history', fold: 'last', help: 'Size of the history’s files.' }),
  count({
    id: 'tartlab_history_up',
    name: 'History written',
    kind: 'state',
    max: 1,
    fold: 'min',
    help: '1 while the history is written, 0 while it is paused or failed.',
  }),
  count({ id: 'tartlab_streams', name: 'Streams', help: 'Browser tabs that follow live answers now.' }),
  count({ id: 'tartlab_stream_subscriptions', name: 'Live queries', help: 'Queries of all tabs that are kept up to date.' }),
  count({
    id: 'tartlab_stream_answers',
    name: 'Live answers',
    help: 'Answers that are computed for them once a cycle: queries that ask the same share one.',
  }),
];
