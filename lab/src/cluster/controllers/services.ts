import { numberAt, recordsAt, textAt, textMapAt, type Json } from '../../kube/fields.ts';
import type { KubeObject } from '../../kube/objectStore.ts';
import type { ClusterContext } from '../context.ts';
import { fromKey, keyOf, matches, nameSuffix, ownedBy } from '../objects/meta.ts';
import { isFinished, isReady, nodeOf } from '../objects/pod.ts';
import { recordAt } from '../objects/read.ts';
import { WorkQueue } from '../workQueue.ts';

const RESOURCE = 'core/services';
const SLICES = 'discovery.k8s.io/endpointslices';
const DELAY_MS = 40;

/** Gives services their addresses and ports, and keeps an EndpointSlice of the pods behind each, by their readiness. */
export function openServices(context: ClusterContext): void {
  const { agenda, feed, store } = context;
  const namespaces = new Map<string, Map<string, KubeObject>>();
  const slices = new Map<string, string>();
  const queue = new WorkQueue(agenda, DELAY_MS, (key) => {
    const { name, namespace } = fromKey(key);
    const service = store.get(RESOURCE, name, namespace);
    if (service) reconcile(context, service, slices);
  });
  feed.on(RESOURCE, (service, type) => {
    const { namespace = '' } = service.metadata;
    let known = namespaces.get(namespace);
    if (!known) namespaces.set(namespace, (known = new Map<string, KubeObject>()));
    if (type === 'DELETED') {
      known.delete(service.metadata.name);
      slices.delete(keyOf(service));
      return;
    }
    known.set(service.metadata.name, service);
    queue.add(keyOf(service));
  });
  feed.on('core/pods', (pod) => {
    for (const service of namespaces.get(pod.metadata.namespace ?? '')?.values() ?? [])
      if (matches(textMapAt(service, 'spec', 'selector'), pod)) queue.add(keyOf(service));
  });
}

function reconcile(context: ClusterContext, service: KubeObject, slices: Map<string, string>): void {
  const { store, random } = context;
  const complete = withAddresses(context, service);
  if (complete !== service) {
    store.put(RESOURCE, complete);
    return; // the change brings it here again
  }
  const { name, namespace } = service.metadata;
  const selector = textMapAt(service, 'spec', 'selector');
  if (Object.keys(selector).length === 0) return;
  const pods = store.list('core/pods', namespace).filter((pod) => matches(selector, pod) && !isFinished(pod));
  const endpoints = pods.flatMap(toEndpoint);
  const ports = recordsAt(service, 'spec', 'ports').map((port) => ({
    name: textAt(port, 'name') ?? '',
    port: targetPort(port, pods[0]),
    protocol: textAt(port, 'protocol') ?? 'TCP',
  }));
  const sliceName = slices.get(keyOf(service)) ?? `${name}-${nameSuffix(random)}`;
  slices.set(keyOf(service), sliceName);
  const before = store.get(SLICES, sliceName, namespace);
  if (JSON.stringify(before?.endpoints) === JSON.stringify(endpoints) && JSON.stringify(before?.ports) === JSON.stringify(ports)) return;
  store.put(SLICES, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: sliceName,
      generateName: `${name}-`,
      namespace,
      labels: {
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        'kubernetes.io/service-name': name,
        ...textMapAt(service, 'metadata', 'labels'),
      },
      ownerReferences: ownedBy(service),
    },
    addressType: 'IPv4',
    endpoints,
    ports,
  });
}

function toEndpoint(pod: KubeObject): Json[] {
  const address = textAt(pod, 'status', 'podIP');
  if (address === undefined) return [];
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const serving = isReady(pod);
  const { name, namespace, uid } = pod.metadata;
  return [
    {
      addresses: [address],
      conditions: { ready: serving && !terminating, serving, terminating },
      nodeName: nodeOf(pod),
      targetRef: { kind: 'Pod', name, namespace, uid },
    },
  ];
}

function targetPort(port: Json, pod: KubeObject | undefined): number {
  const number = numberAt(port, 'targetPort') ?? numberAt(port, 'port') ?? 0;
  const name = textAt(port, 'targetPort');
  const containers = recordsAt(pod, 'spec', 'containers').flatMap((container) => recordsAt(container, 'ports'));
  return name === undefined
    ? number
    : (numberAt(
        containers.find((each) => each.name === name),
        'containerPort',
      ) ?? number);
}

const FIRST_NODE_PORT = 30_000;
const NODE_PORTS = 2768;

/** The same service where nothing is missing. */
function withAddresses({ random, store }: ClusterContext, service: KubeObject): KubeObject {
  const type = textAt(service, 'spec', 'type') ?? 'ClusterIP';
  const spec = recordAt(service, 'spec');
  const wantsAddress = textAt(spec, 'clusterIP') === undefined && type !== 'ExternalName';
  const wantsPort = type === 'NodePort' || type === 'LoadBalancer';
  const ports = recordsAt(spec, 'ports');
  if (!wantsAddress && !(wantsPort && ports.some((port) => port.nodePort === undefined))) return service;
  const taken = new Set(
    store
      .list(RESOURCE)
      .flatMap((each) => [textAt(each, 'spec', 'clusterIP'), ...recordsAt(each, 'spec', 'ports').map(({ nodePort }) => String(nodePort))]),
  );
  const free = (pick: () => string): string => {
    for (;;) {
      const picked = pick();
      if (!taken.has(picked)) return picked;
    }
  };
  const clusterIP = textAt(spec, 'clusterIP') ?? free(() => `10.96.${random.integer(0, 255)}.${random.integer(2, 254)}`);
  const nodePort = (): number => Number(free(() => String(FIRST_NODE_PORT + random.integer(0, NODE_PORTS - 1))));
  return {
    ...service,
    spec: {
      sessionAffinity: 'None',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      internalTrafficPolicy: 'Cluster',
      ...(wantsPort ? { externalTrafficPolicy: 'Cluster' } : {}),
      ...spec,
      type,
      clusterIP,
      clusterIPs: [clusterIP],
      ports: ports.map((port) => ({
        protocol: 'TCP',
        ...port,
        targetPort: port.targetPort ?? port.port,
        ...(wantsPort && port.nodePort === undefined ? { nodePort: nodePort() } : {}),
      })),
    },
    status: service.status ?? { loadBalancer: {} },
  };
}
