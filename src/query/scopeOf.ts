import type { TableName } from '@tart-lab/contract/query.ts';
import type { QueryFields } from './types.ts';

/** A field that narrows a query to a part of the lab. */
export type ScopeField = 'clusters' | 'vms' | 'macs' | 'namespaces' | 'workloads';

const OF_VMS: readonly ScopeField[] = ['clusters', 'vms', 'macs'];
const OF_WORKLOADS: readonly ScopeField[] = ['clusters', 'namespaces', 'workloads'];

// A node is a VM, and a pod runs on one; what else lives in a cluster belongs to no VM.
const OF_TABLE: Readonly<Record<TableName, readonly ScopeField[]>> = {
  vms: OF_VMS,
  ports: OF_VMS,
  filesystems: OF_VMS,
  interfaces: OF_VMS,
  processes: OF_VMS,
  clusters: ['clusters'],
  nodes: OF_VMS,
  pods: ['clusters', 'namespaces', 'workloads', 'vms', 'macs'],
  deployments: OF_WORKLOADS,
  hpas: OF_WORKLOADS,
  pdbs: OF_WORKLOADS,
  services: OF_WORKLOADS,
  events: OF_WORKLOADS,
  loadtests: ['clusters', 'namespaces'],
  loadtest_course: ['clusters', 'namespaces'],
  problems: OF_VMS,
};

/**
 * Which fields narrow this query. The editor shows these, and only these reach the proxy: what an earlier choice left in the
 * others stays saved and does nothing.
 */
export function scopeOf({ kind, table }: Pick<QueryFields, 'kind' | 'table'>): readonly ScopeField[] {
  if (kind === 'flows') return OF_WORKLOADS;
  return kind === 'table' ? OF_TABLE[table] : OF_VMS;
}
