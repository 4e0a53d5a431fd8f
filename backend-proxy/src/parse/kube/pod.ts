import { z } from 'zod';
import { Count, listOf, NamespacedMetadata, objectParser, ResourceList, Text, TextMap, Time } from './fields.ts';
import { ContainerStatus } from './containerStatus.ts';
import { toPodContainers } from './podContainers.ts';
import { toPodResources } from './podResources.ts';
import { toPodRestarts } from './podRestarts.ts';
import { toPodStatus } from './podStatus.ts';
import type { PodRow } from './rows.ts';
import { toWorkload } from './workload.ts';

const Requirements = z.object({ requests: ResourceList, limits: ResourceList }).nullish();
const Container = z.object({ name: z.string(), image: Text, restartPolicy: Text, resources: Requirements });
const PodCondition = z.object({ type: z.string(), status: z.string(), reason: Text, message: Text, lastTransitionTime: Time });

export const Pod = z.object({
  metadata: NamespacedMetadata.extend({
    deletionTimestamp: Time,
    deletionGracePeriodSeconds: Count,
    labels: TextMap,
    ownerReferences: listOf(z.object({ kind: z.string(), name: z.string(), controller: z.boolean().nullish() })),
  }),
  spec: z.object({
    nodeName: Text,
    priorityClassName: Text,
    hostNetwork: z.boolean().nullish(),
    containers: listOf(Container),
    initContainers: listOf(Container),
    overhead: ResourceList,
    resources: Requirements,
  }),
  status: z.object({
    phase: Text,
    reason: Text,
    message: Text,
    podIP: Text,
    hostIP: Text,
    startTime: Time,
    qosClass: Text,
    conditions: listOf(PodCondition),
    initContainerStatuses: listOf(ContainerStatus),
    containerStatuses: listOf(ContainerStatus),
  }),
});
export type Pod = z.output<typeof Pod>;

/** By the condition that says so since Kubernetes 1.26, else by the reason that the kubelet leaves. */
function evictionOf({ status }: Pod): PodRow['evicted'] {
  const target = status.conditions.find((condition) => condition.type === 'DisruptionTarget' && condition.status === 'True');
  if (!target && status.reason !== 'Evicted') return null;
  return {
    reason: status.reason ?? target?.reason ?? 'Evicted',
    message: status.message ?? target?.message ?? null,
    atMs: target?.lastTransitionTime ?? null,
  };
}

function toPod(pod: Pod): PodRow {
  const { metadata, spec, status } = pod;
  const conditionOf = (type: string) => status.conditions.find((condition) => condition.type === type)?.status ?? null;
  const owner = metadata.ownerReferences.find(({ controller }) => controller === true);
  return {
    uid: metadata.uid,
    name: metadata.name,
    namespace: metadata.namespace,
    createdAtMs: metadata.creationTimestamp,
    phase: status.phase ?? 'Unknown',
    ...toPodStatus(pod),
    ready: status.conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True'),
    ...toPodRestarts(pod),
    evicted: evictionOf(pod),
    workload: toWorkload(pod),
    owner: owner ? { kind: owner.kind, name: owner.name } : null,
    readyStatus: conditionOf('Ready'),
    scheduledStatus: conditionOf('PodScheduled'),
    wholeReason: status.reason,
    priorityClass: spec.priorityClassName,
    hostNetwork: spec.hostNetwork === true,
    hostAddress: status.hostIP,
    containerRows: toPodContainers(pod),
    app: metadata.labels['k8s-app'] ?? null,
    node: spec.nodeName,
    address: status.podIP,
    startedAtMs: status.startTime,
    // The timestamp is when the grace period ends.
    deletedAtMs: metadata.deletionTimestamp === null ? null : metadata.deletionTimestamp - metadata.deletionGracePeriodSeconds * 1000,
    ...toPodResources(spec),
    qosClass: status.qosClass,
  };
}

/**
 * Reads a core/v1 Pod: its status as kubectl prints it, its restarts, what the scheduler counts for it, and what owns it.
 * Units: cores, bytes, epoch ms. Fails: with the pod's name and the path of what does not fit.
 */
export const parsePod = objectParser('core/v1 Pod', Pod, toPod);
