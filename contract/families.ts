import { CLUSTER_METRICS } from './clusterMetrics.ts';
import { GUEST_DETAILS } from './guestDetails.ts';
import { KUBE_FAMILIES } from './kubeFamilies.ts';
import { READINGS } from './readings.ts';
import { FLOW_FAMILIES, PROXY_FAMILIES, VM_FAMILIES } from './tartFamilies.ts';

/**
 * One family of the page for Prometheus. `labels` are its own: a guest's and a VM's series also carry `instance`, `vm`, `mac` and,
 * where it is known, `cluster`; a cluster's carry `cluster`. A label that is not known is left out.
 */
export interface Family {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'unknown';
  readonly labels: readonly string[];
  readonly help: string;
}

/** What stands on the page, by part and in its order. Parts are what `collect[]=` chooses among. */
export const FAMILY_PARTS = {
  guests: [...READINGS, ...GUEST_DETAILS].map(({ name, kind, labels, help }): Family => ({ name, type: kind, labels, help })),
  vms: VM_FAMILIES,
  // The catalogue's own metrics of clusters; flows are counters instead of rates.
  clusters: [
    ...CLUSTER_METRICS.filter(({ collector }) => collector !== 'flows').map(({ id, labels, help }): Family => ({
      name: id,
      type: 'gauge',
      labels,
      help,
    })),
    ...KUBE_FAMILIES,
  ],
  flows: FLOW_FAMILIES,
  proxy: PROXY_FAMILIES,
} as const satisfies Readonly<Record<string, readonly Family[]>>;

export type FamilyPart = keyof typeof FAMILY_PARTS;
export const FAMILIES: readonly Family[] = Object.values(FAMILY_PARTS).flat();
