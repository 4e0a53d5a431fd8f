import { METRICS } from '@tart-lab/contract/metrics.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { Choice, ValueKind, Values } from '@tart-lab/contract/routes.ts';
import type { Result } from '../result.ts';
import { ok } from '../result.ts';
import type { QueryDeps } from './deps.ts';
import { clusterChoices } from './cluster/clusterChoices.ts';
import { toClusterScope } from './cluster/clusterScope.ts';
import { toScope } from './scope.ts';
import { toMatcher } from './selection.ts';

/** What narrows the choices: a text in value or label, and selections of VMs and metrics. */
export interface ValuesFilter {
  readonly search: string;
  readonly limit: number;
  readonly macs: readonly string[];
  readonly clusters: readonly string[];
  readonly vms: readonly string[];
  readonly namespaces: readonly string[];
  readonly metrics: readonly string[];
}

const choice = (value: string, description?: string): Choice => ({ value, label: value, ...(description ? { description } : {}) });

/** The choices of an editor or a variable, in order of their names; `total` counts them before the limit. VMs come from the lab as it is now. */
export function listValues(kind: ValueKind, filter: ValuesFilter, deps: QueryDeps): Result<Values, Problem> {
  const scope = toScope({ macs: [...filter.macs], clusters: [...filter.clusters], vms: [...filter.vms] }, [], deps, 'filter');
  if (!scope.ok) return scope;
  const metricIds = METRICS.map(({ id }) => id);
  const metrics = toMatcher([...filter.metrics], metricIds, 'metric');
  if (!metrics.ok) return metrics;
  const { vms, holds } = scope.value;
  const inClusters = toClusterScope(
    { macs: [...filter.macs], clusters: [...filter.clusters], vms: [...filter.vms], namespaces: [...filter.namespaces], workloads: [] },
    deps,
    'filter',
  );
  if (!inClusters.ok) return inClusters;
  const labelValues = (label: string): Choice[] =>
    metricIds
      .filter((id) => metrics.value(id))
      .flatMap((id) => deps.history.series(id))
      .flatMap(({ labels }) => (labels[label] !== undefined && holds(labels) ? [choice(labels[label])] : []));
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
      case 'metrics':
        return METRICS.filter(({ id }) => metrics.value(id)).map(({ id, name, help }) => ({ value: id, label: name, description: help }));
    }
  };
  const search = filter.search.toLowerCase();
  const fitting = list().filter(({ value, label }) => value.toLowerCase().includes(search) || label.toLowerCase().includes(search));
  const unique = [...new Map(fitting.map((one) => [one.value, one])).values()];
  if (kind !== 'metrics') unique.sort((a, b) => a.value.localeCompare(b.value, 'en', { numeric: true }));
  return ok({ values: unique.slice(0, filter.limit), total: unique.length });
}
