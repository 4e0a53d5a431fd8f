import type { DataQuery } from '@grafana/schema';
import { ValueKind } from '@tart-lab/contract/routes.ts';
import { z } from 'zod';

/** What narrows a variable's values. */
export const VARIABLE_FILTERS = ['macs', 'clusters', 'vms', 'namespaces', 'workloads', 'metrics'] as const;
export type VariableFilter = (typeof VARIABLE_FILTERS)[number];

/** A dashboard variable's query as it is saved. `label` is the label whose values `labelvalues` lists. */
export interface VariableQuery extends DataQuery, Partial<Record<VariableFilter, string[]>> {
  values?: ValueKind;
  label?: string;
}

export interface FilledVariableQuery extends DataQuery, Record<VariableFilter, string[]> {
  values: ValueKind;
  label: string;
}

const Names = z.array(z.string()).catch([]);
const Saved = z.object({
  values: ValueKind.catch('vms'),
  label: z.string().catch(''),
  macs: Names,
  clusters: Names,
  vms: Names,
  namespaces: Names,
  workloads: Names,
  metrics: Names,
});

/** A variable lists VMs until something else is chosen. What cannot be understood is left out. */
export function filledVariableQuery(saved: VariableQuery | undefined): FilledVariableQuery {
  return { refId: saved?.refId || 'TartLabVariable', ...Saved.parse(saved ?? {}) };
}

const FILTERS: Readonly<Record<ValueKind, readonly VariableFilter[]>> = {
  macs: [],
  metrics: [],
  clusters: ['macs'],
  vms: ['macs', 'clusters'],
  nodes: ['clusters', 'vms'],
  devices: ['clusters', 'vms'],
  mountpoints: ['clusters', 'vms'],
  namespaces: ['clusters', 'vms'],
  workloads: ['clusters', 'namespaces', 'vms'],
  pods: ['clusters', 'namespaces', 'workloads', 'vms'],
  hpas: ['clusters', 'namespaces'],
  labelvalues: ['metrics', 'clusters', 'vms'],
};

/** The filters of a kind of values: those that the editor shows, and the only ones that are asked with. */
export const filtersOf = (values: ValueKind): readonly VariableFilter[] => FILTERS[values];
