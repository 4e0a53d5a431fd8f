import { z } from 'zod';
import { Conditions, listOf, Metadata, objectParser, Quantity, Text, TextMap } from './fields.ts';
import type { NodeRow } from './rows.ts';

const ROLE_PREFIX = 'node-role.kubernetes.io/';

const Node = z.object({
  metadata: Metadata.extend({ labels: TextMap }),
  spec: z.object({
    unschedulable: z.boolean().nullish(),
    providerID: Text,
    podCIDR: Text,
    taints: listOf(z.object({ key: z.string(), value: Text, effect: z.string() })),
  }),
  status: z.object({
    capacity: z.object({ cpu: Quantity, memory: Quantity, pods: Quantity }).nullish(),
    allocatable: z.object({ cpu: Quantity, memory: Quantity, pods: Quantity }).nullish(),
    conditions: Conditions,
    addresses: listOf(z.object({ type: z.string(), address: z.string() })),
    nodeInfo: z
      .object({ kubeletVersion: Text, osImage: Text, kernelVersion: Text, architecture: Text, containerRuntimeVersion: Text })
      .nullish(),
  }),
});

/** The names behind `node-role.kubernetes.io/`, and the value of the older `kubernetes.io/role`, as kubectl lists them. */
function rolesOf(labels: Readonly<Record<string, string>>): string[] {
  const roles = new Set(Object.keys(labels).flatMap((label) => (label.startsWith(ROLE_PREFIX) ? label.slice(ROLE_PREFIX.length) : [])));
  roles.add(labels['kubernetes.io/role'] ?? '');
  roles.delete('');
  return [...roles].sort();
}

function toNode({ metadata, spec, status }: z.output<typeof Node>): NodeRow {
  const ready = status.conditions.find(({ type }) => type === 'Ready');
  return {
    uid: metadata.uid,
    name: metadata.name,
    createdAtMs: metadata.creationTimestamp,
    ready: ready ? ready.status === 'True' : null,
    schedulable: spec.unschedulable !== true,
    roles: rolesOf(metadata.labels),
    addresses: status.addresses.filter(({ type }) => type === 'InternalIP').map(({ address }) => address),
    version: status.nodeInfo?.kubeletVersion ?? null,
    osImage: status.nodeInfo?.osImage ?? null,
    kernel: status.nodeInfo?.kernelVersion ?? null,
    architecture: status.nodeInfo?.architecture ?? null,
    capacity: { cpuCores: status.capacity?.cpu ?? null, memoryBytes: status.capacity?.memory ?? null },
    allocatable: { cpuCores: status.allocatable?.cpu ?? null, memoryBytes: status.allocatable?.memory ?? null },
    podsAllocatable: status.allocatable?.pods ?? null,
    podsCapacity: status.capacity?.pods ?? null,
    runtime: status.nodeInfo?.containerRuntimeVersion ?? null,
    providerId: spec.providerID,
    podCidr: spec.podCIDR,
    conditions: status.conditions,
    taints: spec.taints.map(({ key, value, effect }) => `${key}${value === null ? '' : `=${value}`}:${effect}`),
  };
}

/**
 * Reads a core/v1 Node. A taint is written as kubectl describes it, `key=value:Effect`.
 * Units: cores, bytes, pods. Fails: with the node's name and the path of what does not fit.
 */
export const parseNode = objectParser('core/v1 Node', Node, toNode);
