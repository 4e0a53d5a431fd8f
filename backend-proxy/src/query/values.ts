import { METRICS } from '@tart-lab/contract/metrics.ts';
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
export function listValues(kind: ValueKind, filter: ValuesFilter, deps: QueryDeps): Result<Values, Problem> {
  const metricIds = METRICS.map(({ id }) => id);
  const metrics = toMatcher([...filter.metrics], metricIds, 'metric');
  if (!metrics.ok) return metrics;
  const series = ofSeries(kind) ? metricIds.filter((id) => metrics.value(id)).flatMap((id) => deps.history.series(id)) : [];
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

const ofSeries = (kind: ValueKind): boolean => kind === 'devices' || kind === 'mountpoints' || kind === 'labelvalues';

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
