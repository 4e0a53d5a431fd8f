import type { ClusterView } from '../../collect/kube/clusterView.ts';
import { WATCHED_RESOURCES } from '../../collect/kube/resources.ts';
import { recordedItems, recordedList } from '../../parse/kube/testing.ts';
import { parseNodeUsage, parsePodUsage } from '../../parse/kube/usage.ts';
import type { ParseFailure, Result } from '../../result.ts';

function valueOf<T>(result: Result<T, ParseFailure>): T {
  if (!result.ok) throw new Error(`${result.error.format}: ${result.error.line}`);
  return result.value;
}
interface Named {
  readonly name: string;
  readonly namespace?: string;
}
interface Resource<Row> {
  readonly name: string;
  toRow(object: unknown): Result<Row, ParseFailure>;
}
const byKey = <Row extends Named>(rows: readonly Row[]): Map<string, Row> =>
  new Map(rows.map((row) => [row.namespace === undefined ? row.name : `${row.namespace}/${row.name}`, row]));
const recorded = <Row extends Named>(resource: Resource<Row>): Map<string, Row> =>
  byKey(recordedItems(resource.name).map((object) => valueOf(resource.toRow(object))));

/** The recorded objects as one cluster, with changes. */
export function recordedCluster(more: Partial<ClusterView> = {}): ClusterView {
  const { nodes, pods, deployments, hpas, pdbs, services, endpointSlices, events } = WATCHED_RESOURCES;
  return {
    cluster: 'dev',
    nodes: recorded(nodes),
    pods: recorded(pods),
    deployments: recorded(deployments),
    hpas: recorded(hpas),
    pdbs: recorded(pdbs),
    services: recorded(services),
    endpointSlices: recorded(endpointSlices),
    events: recorded(events),
    nodeUsage: byKey(valueOf(parseNodeUsage(recordedList('nodeMetrics')))),
    podUsage: byKey(valueOf(parsePodUsage(recordedList('podMetrics')))),
    ...more,
  };
}
