import type { DataQuery } from '@grafana/schema';
import type { ValueKind } from '@tart-lab/contract/routes.ts';

/** A dashboard variable's query as it is saved. */
export interface VariableQuery extends DataQuery {
  values?: ValueKind;
  clusters?: string[];
  vms?: string[];
}

export interface FilledVariableQuery extends DataQuery {
  values: ValueKind;
  clusters: string[];
  vms: string[];
}

/** A variable lists VMs until something else is chosen. */
export function filledVariableQuery(saved: VariableQuery | undefined): FilledVariableQuery {
  return {
    refId: saved?.refId || 'TartLabVariable',
    values: saved?.values ?? 'vms',
    clusters: saved?.clusters ?? [],
    vms: saved?.vms ?? [],
  };
}
