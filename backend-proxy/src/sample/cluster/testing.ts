import type { ClusterView } from '../../collect/kube/clusterView.ts';
import { WATCHED_RESOURCES } from '../../collect/kube/resources.ts';
import { recordedItems, recordedList } from '../../parse/kube/testing.ts';
import { parseNodeUsage, parsePodUsage } from '../../parse/kube/usage.ts';
import type { ParseFailure, Result } from '../../result.ts';
import type { WatchedResource } from '../../transport/kube/kubeWatch.ts';

function valueOf<T>(result: Result<T, ParseFailure>): T {
  if (!result.ok) throw new Error(`${result.error.format}: ${result.error.line}`);
  return result.value;
}
type Named = { readonly name: string; readonly namespace?: string };
const byKey = <Row extends Named>(rows: readonly Row[]): Map<string, Row> =>
  new Map(rows.map((row) => [row.namespace === undefined ? row.name : `${row.namespace}/${row.name}`, row]));
const recorded = <Row extends Named>({ name, toRow }: WatchedResource<Row>): Map<string, Row> =>
  byKey(recordedItems(name).map((object) => valueOf(toRow(object))));

/** The recorded objects as one cluster, with changes. */
export function recordedCluster(more: Partial<ClusterView> = {}): ClusterView {
  const { nodes, pods, deployments, hpas, services, endpointSlices, events } = WATCHED_RESOURCES;
  return {
    cluster: 'dev',
    nodes: recorded(nodes),
    pods: recorded(pods),
    deployments: recorded(deployments),
    hpas: recorded(hpas),
    services: recorded(services),
    endpointSlices: recorded(endpointSlices),
    events: recorded(events),
    nodeUsage: byKey(valueOf(parseNodeUsage(recordedList('nodeMetrics')))),
    podUsage: byKey(valueOf(parsePodUsage(recordedList('podMetrics')))),
    ...more,
  };
}
