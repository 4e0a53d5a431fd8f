import { METRICS, type Metric } from '@tart-lab/contract/metrics.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { Filter } from '@tart-lab/contract/query.ts';
import type { Choice, ValueKind, Values } from '@tart-lab/contract/routes.ts';
import type { Result } from '../result.ts';
import { ok } from '../result.ts';
import type { Series } from '../store/messages.ts';
import type { QueryDeps } from './deps.ts';
import { clusterChoices } from './cluster/clusterChoices.ts';
import { toClusterScope } from './cluster/clusterScope.ts';
import { toFilterTest } from './filters.ts';
import { isPlace, toScope } from './scope.ts';
import { toMatcher } from './selection.ts';

/** What narrows the choices: a text in value or label, and selections of VMs and metrics. */
export interface ValuesFilter {
  readonly search: string;
  readonly limit: number;
  readonly macs: readonly string[];
  readonly clusters: readonly string[];
  readonly vms: readonly string[];
  readonly namespaces: readonly string[];
  readonly workloads: readonly string[];
  readonly metrics: readonly string[];
  /** Whose values `labelvalues` lists. */
  readonly label: string;
  readonly filters: readonly Filter[];
}

const choice = (value: string, description?: string): Choice => ({ value, label: value, ...(description ? { description } : {}) });

/** The choices of an editor or a variable, in order of their names; `total` counts them before the limit. VMs come from the lab as it is now. */
export async function listValues(kind: ValueKind, filter: ValuesFilter, deps: QueryDeps): Promise<Result<Values, Problem>> {
  const metricIds = METRICS.map(({ id }) => id);
  const metrics = toMatcher([...filter.metrics], metricIds, 'metric');
  if (!metrics.ok) return metrics;
  const asked = METRICS.filter((metric) => metrics.value(metric.id) && tellsOf(kind, filter.label, metric, filter.metrics.length > 0));
  const known = await seriesOf(asked, deps);
  if (!known.ok) return known;
  const series = known.value;
  const { filters } = filter;
  const places = { macs: [...filter.macs], clusters: [...filter.clusters], vms: [...filter.vms], filters };
  const scope = toScope(places, series, deps, 'filter');
  if (!scope.ok) return scope;
  const { vms, holds } = scope.value;
  const inClusters = toClusterScope({ ...places, namespaces: [...filter.namespaces], workloads: [...filter.workloads] }, deps, 'filter');
  if (!inClusters.ok) return inClusters;
  const fitting = fittingSeries(series, filters);
  if (!fitting.ok) return fitting;
  const labelValues = (label: string): Choice[] =>
    fitting.value.flatMap(({ labels }) => (labels[label] !== undefined && holds(labels) ? [choice(labels[label])] : []));
  const list = (): Choice[] => {
    switch (kind) {
      case 'vms':
        return vms.map(({ vm }) => choice(vm.name, vm.state === 'running' ? (vm.address ?? 'running') : vm.state));
      case 'macs':
        return vms.map(({ vm }) => choice(vm.mac));
      case 'clusters':
        return [...clusterChoices(kind, inClusters.value), ...vms.flatMap(({ vm }) => (vm.cluster === null ? [] : [choice(vm.cluster)]))];
      case 'nodes':
      case 'namespaces':
      case 'workloads':
      case 'pods':
      case 'hpas':
        return clusterChoices(kind, inClusters.value);
      case 'devices':
        return labelValues('device');
      case 'mountpoints':
        return labelValues('mountpoint');
      case 'labelvalues':
        return labelValues(filter.label);
      case 'metrics':
        return METRICS.filter(({ id }) => metrics.value(id)).map(({ id, name, help }) => ({ value: id, label: name, description: help }));
    }
  };
  const search = filter.search.toLowerCase();
  const found = list().filter(({ value, label }) => value.toLowerCase().includes(search) || label.toLowerCase().includes(search));
  const unique = [...new Map(found.map((one) => [one.value, one])).values()];
  if (kind !== 'metrics') unique.sort((a, b) => a.value.localeCompare(b.value, 'en', { numeric: true }));
  return ok({ values: unique.slice(0, filter.limit), total: unique.length });
}

const DAY_MS = 86_400_000;
const LABEL_OF_KIND: Partial<Record<ValueKind, string>> = { devices: 'device', mountpoints: 'mountpoint' };

/** Every VM, cluster and node has one of these, so that places are known without looking at every metric. */
const OF_PLACES: ReadonlySet<string> = new Set(['tart_vm_up', 'tart_cluster_up', 'tart_node_ready']);

/** Whether a metric's series tell the values of the label that are listed; `chosen` are metrics that the user named. */
function tellsOf(kind: ValueKind, asked: string, { id, labels }: Metric, chosen: boolean): boolean {
  const label = kind === 'labelvalues' ? asked : LABEL_OF_KIND[kind];
  if (label === undefined) return false;
  return isPlace(label) ? chosen || OF_PLACES.has(id) : labels.includes(label);
}

/** The series that some metrics had in the last day. */
async function seriesOf(metrics: readonly Metric[], { engine, now }: QueryDeps): Promise<Result<readonly Series[], Problem>> {
  const toMs = now();
  const all = await Promise.all(metrics.map((metric) => engine.series({ metric, fromMs: toMs - DAY_MS, toMs, within: {} })));
  const failed = all.find((some) => !some.ok);
  return failed ?? ok(all.flatMap((some) => (some.ok ? some.value : [])));
}

/** A filter of a label that a series does not have leaves the series in: its other labels are still worth a choice. */
function fittingSeries(series: readonly Series[], filters: readonly Filter[]): Result<readonly Series[], Problem> {
  let fitting = series;
  for (const filter of filters) {
    const { key } = filter;
    if (isPlace(key)) continue;
    const test = toFilterTest(
      filter,
      fitting.map(({ labels }) => labels[key]),
      'filter',
    );
    if (!test.ok) return test;
    fitting = fitting.filter(({ labels }) => labels[key] === undefined || test.value(labels[key]));
  }
  return ok(fitting);
}
