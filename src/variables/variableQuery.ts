import type { DataQuery } from '@grafana/schema';
import type { ValueKind } from '@tart-lab/contract/routes.ts';

/** What narrows a variable's values. */
export type VariableFilter = 'clusters' | 'namespaces' | 'vms';

/** A dashboard variable's query as it is saved. */
export interface VariableQuery extends DataQuery, Partial<Record<VariableFilter, string[]>> {
  values?: ValueKind;
}

export interface FilledVariableQuery extends DataQuery, Record<VariableFilter, string[]> {
  values: ValueKind;
}

/** A variable lists VMs until something else is chosen. */
export function filledVariableQuery(saved: VariableQuery | undefined): FilledVariableQuery {
  return {
    refId: saved?.refId || 'TartLabVariable',
    values: saved?.values ?? 'vms',
    clusters: saved?.clusters ?? [],
    namespaces: saved?.namespaces ?? [],
    vms: saved?.vms ?? [],
  };
}

const FILTERS: Readonly<Record<ValueKind, readonly VariableFilter[]>> = {
  clusters: [],
  macs: [],
  metrics: [],
  vms: ['clusters'],
  devices: ['clusters', 'vms'],
  mountpoints: ['clusters', 'vms'],
  nodes: ['clusters'],
  namespaces: ['clusters'],
  workloads: ['clusters', 'namespaces'],
  pods: ['clusters', 'namespaces'],
  hpas: ['clusters', 'namespaces'],
};

/** The filters of a kind of values: those that the editor shows, and the only ones that are asked with. */
export const filtersOf = (values: ValueKind): readonly VariableFilter[] => FILTERS[values];
