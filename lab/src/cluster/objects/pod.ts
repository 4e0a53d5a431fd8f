import { numberAt, recordsAt, textAt, textMapAt, type Json } from '../../kube/fields.ts';
import type { KubeObject } from '../../kube/objectStore.ts';
import { isConditionTrue } from './conditions.ts';
import { ownedBy } from './meta.ts';
import { parseQuantity } from './quantity.ts';
import { recordAt } from './read.ts';

export const phaseOf = (pod: KubeObject): string => textAt(pod, 'status', 'phase') ?? 'Pending';
export const nodeOf = (pod: KubeObject): string | undefined => textAt(pod, 'spec', 'nodeName');
export const isFinished = (pod: KubeObject): boolean => phaseOf(pod) === 'Succeeded' || phaseOf(pod) === 'Failed';
/** Counts for its owner: neither finished nor on its way out. */
export const isActive = (pod: KubeObject): boolean => pod.metadata.deletionTimestamp === undefined && !isFinished(pod);
export const isReady = (pod: KubeObject): boolean => isConditionTrue(pod, 'Ready');

export interface PodDraft {
  readonly owner: KubeObject;
  readonly template: unknown;
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly spec?: Json;
  readonly annotations?: Readonly<Record<string, string>>;
}

const NOT_READY = 'node.kubernetes.io/not-ready';
const UNREACHABLE = 'node.kubernetes.io/unreachable';
const EVICTED_AFTER_SECONDS = 300;

/** A pod as a controller makes it from a template, with what admission and defaulting add. */
export function toPod({ owner, template, name, labels, spec, annotations }: PodDraft): KubeObject {
  const given = { ...recordAt(template, 'spec'), ...spec };
  const tolerations = recordsAt(given, 'tolerations');
  const forgiving = [NOT_READY, UNREACHABLE]
    .filter((taint) => !tolerations.some(({ key }) => key === taint || key === undefined))
    .map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: EVICTED_AFTER_SECONDS }));
  const allAnnotations = { ...textMapAt(template, 'metadata', 'annotations'), ...annotations };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      generateName: `${name.slice(0, name.lastIndexOf('-'))}-`,
      namespace: owner.metadata.namespace,
      labels: { ...textMapAt(template, 'metadata', 'labels'), ...labels },
      ...(Object.keys(allAnnotations).length > 0 ? { annotations: allAnnotations } : {}),
      ownerReferences: ownedBy(owner),
    },
    spec: {
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      serviceAccountName: 'default',
      schedulerName: 'default-scheduler',
      enableServiceLinks: true,
      preemptionPolicy: 'PreemptLowerPriority',
      priority: 0,
      ...given,
      containers: recordsAt(given, 'containers').map(withDefaults),
      ...(recordsAt(given, 'initContainers').length > 0 ? { initContainers: recordsAt(given, 'initContainers').map(withDefaults) } : {}),
      tolerations: [...tolerations, ...forgiving],
    },
    status: { phase: 'Pending', qosClass: qosClassOf(given) },
  };
}

const withDefaults = (container: Json): Json => ({
  imagePullPolicy: 'IfNotPresent',
  resources: {},
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  ...container,
});

/** Guaranteed: every container's limits are its requests. BestEffort: none has any. */
export function qosClassOf(spec: unknown): string {
  const containers = [...recordsAt(spec, 'containers'), ...recordsAt(spec, 'initContainers')];
  const wants = containers.map((container) => [recordAt(container, 'resources', 'requests'), recordAt(container, 'resources', 'limits')]);
  if (wants.every((pair) => pair.every((each) => Object.keys(each).length === 0))) return 'BestEffort';
  const guaranteed = wants.every(([requests, limits]) =>
    ['cpu', 'memory'].every((name) => limits?.[name] !== undefined && (requests?.[name] ?? limits[name]) === limits[name]),
  );
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

/** What the scheduler counts for a pod, in cores or bytes: running containers and sidecars, or an init container that wants more. */
export function requestOf(pod: KubeObject, resource: 'cpu' | 'memory'): number {
  const of = (container: Json): number => parseQuantity(recordAt(container, 'resources', 'requests')[resource]) ?? 0;
  const inits = recordsAt(pod, 'spec', 'initContainers');
  const sidecars = inits.filter(isSidecar);
  const running = [...recordsAt(pod, 'spec', 'containers'), ...sidecars].reduce((sum, container) => sum + of(container), 0);
  const largest = Math.max(0, ...inits.filter((container) => !isSidecar(container)).map(of));
  return Math.max(running, largest);
}

/** A native sidecar: an init container that goes on. */
export const isSidecar = (container: Json): boolean => container.restartPolicy === 'Always';

export const graceSecondsOf = (pod: KubeObject): number => numberAt(pod, 'spec', 'terminationGracePeriodSeconds') ?? 30;
