import type { WatchName, ClusterState } from '../../live/clusterState.ts';
import type { VmJoin } from '../../sample/cluster/joinVms.ts';
import { number, text, type Column } from '../tableColumns.ts';

/** A cluster as a table reads it, with its nodes and VMs brought together. */
export interface JoinedCluster {
  readonly cluster: ClusterState;
  readonly join: VmJoin;
}

export const clusterColumn = <Row extends JoinedCluster>(): Column<Row> => text('cluster', 'Cluster', ({ cluster }) => cluster.name);

/** How old the row may be: 0 while its watch is in touch. */
export const dataAge = <Row extends JoinedCluster>(watch: WatchName, nowMs: number): Column<Row> =>
  number('age', 'Age of data', 's', ({ cluster }) => {
    const ageMs = cluster.ageMs(watch, nowMs);
    return ageMs === null ? null : ageMs / 1000;
  });

export const secondsSince = (nowMs: number, atMs: number | null): number | null =>
  atMs === null ? null : Math.max(0, (nowMs - atMs) / 1000);

/** a / b, or null when one is not known or b is 0. */
export const share = (part: number | null | undefined, whole: number | null | undefined): number | null =>
  part === null || part === undefined || !whole ? null : part / whole;

/** Adds what is known; null when nothing is. */
export function sumKnown(values: Iterable<number | null | undefined>): number | null {
  let sum: number | null = null;
  for (const value of values) if (value !== null && value !== undefined) sum = (sum ?? 0) + value;
  return sum;
}

export const cores = <Row>(id: string, title: string, value: (row: Row) => number | null): Column<Row> => ({
  ...number(id, title, 'short', value),
  config: { unit: 'short', decimals: 2 },
});
export const count = <Row>(id: string, title: string, value: (row: Row) => number | null): Column<Row> => ({
  ...number(id, title, 'short', value),
  config: { unit: 'short', decimals: 0 },
});
/** A share that may pass 100 %: use by request, limits by allocatable. */
export const openShare = <Row>(id: string, title: string, value: (row: Row) => number | null): Column<Row> => ({
  ...number(id, title, 'percentunit', value),
  config: { unit: 'percentunit', min: 0, decimals: 1 },
});
