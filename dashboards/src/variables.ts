import {
  CustomVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableHide,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { ValueKind } from '@tart-lab/contract/routes.ts';
import plugin from '../../plugin.json' with { type: 'json' };
import { TART_LAB } from './query.ts';

/** Which Tart Lab a dashboard shows; the first one, until another is picked. */
export const dataSource = (): DatasourceVariableBuilder => new DatasourceVariableBuilder('ds').label('Tart Lab').type(plugin.id);

/** A source that knows the same machines; hidden where a dashboard's links pass it on. */
export const linkedSource = (name: 'prometheus' | 'loki', label: string): DatasourceVariableBuilder =>
  new DatasourceVariableBuilder(name).label(label).type(name).hide(VariableHide.HideVariable);

export interface Values {
  readonly label: string;
  readonly values: ValueKind;
  /** What narrows the list: `clusters`, `vms`, `namespaces`, …, by other variables. */
  readonly narrowedBy?: Readonly<Record<string, readonly string[]>>;
  /** The label whose values are listed, with `labelvalues`. */
  readonly labelled?: string;
  /** Several at once, and all; one otherwise. */
  readonly many?: boolean;
}

/** A variable whose values the proxy lists. "All" is the pattern `*`: as short for a thousand VMs as for ten. */
export function values(name: string, { label, values, labelled, narrowedBy = {}, many = false }: Values): QueryVariableBuilder {
  const variable = new QueryVariableBuilder(name)
    .label(label)
    .datasource(TART_LAB)
    .query({ refId: 'TartLabVariable', values, ...(labelled === undefined ? {} : { label: labelled }), ...narrowedBy })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.NaturalAsc)
    .allowCustomValue(true);
  if (!many) return variable;
  return variable
    .multi(true)
    .includeAll(true)
    .allValue('*')
    .current({ text: ['All'], value: ['$__all'], selected: true });
}

export const cluster = (): QueryVariableBuilder => values('cluster', { label: 'Cluster', values: 'clusters' });
export const clusters = (): QueryVariableBuilder => values('cluster', { label: 'Cluster', values: 'clusters', many: true });
export const namespaces = (): QueryVariableBuilder =>
  values('namespace', { label: 'Namespace', values: 'namespaces', narrowedBy: { clusters: ['$cluster'] }, many: true });
export const hpas = (): QueryVariableBuilder =>
  values('hpa', {
    label: 'HPA',
    values: 'hpas',
    narrowedBy: { clusters: ['$cluster'], namespaces: ['$namespace'] },
    many: true,
  });
export const vm = (): QueryVariableBuilder => values('vm', { label: 'VM', values: 'vms' });
export const vms = (): QueryVariableBuilder =>
  values('vm', { label: 'VM', values: 'vms', narrowedBy: { clusters: ['$cluster'] }, many: true });
export const workloads = (): QueryVariableBuilder =>
  values('workload', {
    label: 'Workload',
    values: 'workloads',
    narrowedBy: { clusters: ['$cluster'], namespaces: ['$namespace'] },
    many: true,
  });

/** A choice of words that are the same everywhere. */
export const words = (name: string, label: string, all: readonly string[]): CustomVariableBuilder =>
  new CustomVariableBuilder(name)
    .label(label)
    .values(all.join(','))
    .multi(true)
    .includeAll(true)
    .allValue('*')
    .current({ text: ['All'], value: ['$__all'], selected: true });
