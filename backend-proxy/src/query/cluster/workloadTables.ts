import type { DeploymentRow, EndpointSliceRow, KubeEventRow, ServiceRow } from '../../parse/kube/rows.ts';
import { flag, number, onDemand, text, time, type Column } from '../tableColumns.ts';
import { clusterColumn, count, dataAge, secondsSince, type JoinedCluster } from './row.ts';

export interface DeploymentOfCluster extends JoinedCluster {
  readonly deployment: DeploymentRow;
}
/** Why a deployment is not where it should be, in its own conditions' words. */
function deploymentTrouble({ conditions }: DeploymentRow): string | null {
  const bad = conditions.filter(
    ({ type, status }) => (type === 'ReplicaFailure' && status === 'True') || (type !== 'ReplicaFailure' && status === 'False'),
  );
  return bad.map(({ message, reason, type }) => message ?? reason ?? type).join('; ') || null;
}
export const deploymentColumns = (nowMs: number): Column<DeploymentOfCluster>[] => [
  clusterColumn<DeploymentOfCluster>(),
  text('namespace', 'Namespace', ({ deployment }) => deployment.namespace),
  text('deployment', 'Deployment', ({ deployment }) => deployment.name),
  count('desired', 'Desired', ({ deployment }) => deployment.desired),
  count('ready', 'Ready', ({ deployment }) => deployment.ready),
  count('up_to_date', 'Up to date', ({ deployment }) => deployment.upToDate),
  count('available', 'Available', ({ deployment }) => deployment.available),
  count('missing', 'Missing', ({ deployment }) => Math.max(0, deployment.desired - deployment.available)),
  text('trouble', 'Trouble', ({ deployment }) => deploymentTrouble(deployment)),
  text('images', 'Images', ({ deployment }) => deployment.images.join(', ') || null),
  onDemand(count('current', 'Current', ({ deployment }) => deployment.current)),
  onDemand(flag('paused', 'Paused', ({ deployment }) => deployment.paused)),
  onDemand(text('strategy', 'Strategy', ({ deployment }) => deployment.strategy)),
  number('since_created', 'Exists for', 's', ({ deployment }) => secondsSince(nowMs, deployment.createdAtMs)),
  dataAge<DeploymentOfCluster>('deployments', nowMs),
];

export interface ServiceOfCluster extends JoinedCluster {
  readonly service: ServiceRow;
  /** Addresses in its slices; null when it has no slice (a service without a selector). */
  readonly endpoints: { readonly ready: number; readonly notReady: number } | null;
}
/** The services of a cluster, each with the endpoints of its slices. */
export function serviceRows(joined: JoinedCluster): ServiceOfCluster[] {
  const endpoints = new Map<string, { ready: number; notReady: number }>();
  const { services, endpointSlices } = joined.cluster.view;
  for (const slice of endpointSlices.values()) addSlice(slice);
  return [...services].map(([key, service]) => ({ ...joined, service, endpoints: endpoints.get(key) ?? null }));

  function addSlice({ namespace, service, ready, notReady }: EndpointSliceRow): void {
    if (service === null) return;
    const sum = endpoints.get(`${namespace}/${service}`) ?? { ready: 0, notReady: 0 };
    endpoints.set(`${namespace}/${service}`, { ready: sum.ready + ready, notReady: sum.notReady + notReady });
  }
}
const portText = ({ port, nodePort, protocol, name }: ServiceRow['ports'][number]): string =>
  `${name === null ? '' : `${name} `}${port}${nodePort === null ? '' : `:${nodePort}`}/${protocol}`;
export const serviceColumns = (nowMs: number): Column<ServiceOfCluster>[] => [
  clusterColumn<ServiceOfCluster>(),
  text('namespace', 'Namespace', ({ service }) => service.namespace),
  text('service', 'Service', ({ service }) => service.name),
  text('type', 'Type', ({ service }) => service.type),
  text('cluster_address', 'Cluster address', ({ service }) => service.clusterAddresses.join(', ') || null),
  text('external_address', 'External address', ({ service }) => service.externalAddresses.join(', ') || null),
  text('ports', 'Ports', ({ service }) => service.ports.map(portText).join(', ') || null),
  count('endpoints_ready', 'Endpoints ready', ({ endpoints }) => endpoints?.ready ?? null),
  count('endpoints_not_ready', 'Endpoints not ready', ({ endpoints }) => endpoints?.notReady ?? null),
  onDemand(
    text(
      'selector',
      'Selector',
      ({ service }) =>
        Object.entries(service.selector)
          .map(([key, value]) => `${key}=${value}`)
          .join(',') || null,
    ),
  ),
  number('since_created', 'Exists for', 's', ({ service }) => secondsSince(nowMs, service.createdAtMs)),
  dataAge<ServiceOfCluster>('services', nowMs),
];

export interface EventOfCluster extends JoinedCluster {
  readonly event: KubeEventRow;
}
export const kubeEventColumns = (nowMs: number): Column<EventOfCluster>[] => [
  time('time', 'Last seen', ({ event }) => event.atMs),
  clusterColumn<EventOfCluster>(),
  text('namespace', 'Namespace', ({ event }) => event.namespace),
  text('type', 'Type', ({ event }) => event.type),
  text('reason', 'Reason', ({ event }) => event.reason),
  text('object', 'Object', ({ event }) => `${event.object.kind}/${event.object.name}`),
  text('message', 'Message', ({ event }) => event.message),
  count('count', 'Count', ({ event }) => event.count),
  onDemand(time('first', 'First seen', ({ event }) => event.firstAtMs)),
  text('source', 'From', ({ event }) => event.source),
  dataAge<EventOfCluster>('events', nowMs),
];
