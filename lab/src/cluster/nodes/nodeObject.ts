import { recordsAt, type Json } from '../../kube/fields.ts';
import type { KubeObject } from '../../kube/objectStore.ts';
import { fraction } from '../../random.ts';
import { withConditions, type ConditionDraft } from '../objects/conditions.ts';
import { recordAt } from '../objects/read.ts';
import { toTime } from '../objects/time.ts';
import type { Machine } from './machine.ts';

export const VERSION = 'v1.33.6';
const KUBELET_KIB = 102_400;
export const MAX_PODS = 110;
const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';

const hexOf = (text: string, digits: number): string => {
  let hex = '';
  for (let at = 0; hex.length < digits; at++) hex += Math.floor(fraction(`${at}/${text}`) * 16).toString(16);
  return hex;
};

/** A node as its kubelet registers it. `index` is its place in the pods' network. */
export function toNode(machine: Machine, index: number, maxPods = MAX_PODS): KubeObject {
  const { name, role, podPrefix } = machine;
  const podCIDR = `${podPrefix}.${index}.0/24`;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'beta.kubernetes.io/arch': 'arm64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'arm64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        ...(role === 'master' ? { [CONTROL_PLANE]: '', 'node.kubernetes.io/exclude-from-external-load-balancers': '' } : {}),
      },
      annotations: {
        'kubeadm.alpha.kubernetes.io/cri-socket': 'unix:///var/run/containerd/containerd.sock',
        'node.alpha.kubernetes.io/ttl': '0',
        'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
      },
    },
    spec: { podCIDR, podCIDRs: [podCIDR], ...(role === 'master' ? { taints: [{ key: CONTROL_PLANE, effect: 'NoSchedule' }] } : {}) },
    status: {
      ...capacityOf(machine, maxPods),
      nodeInfo: nodeInfoOf(machine, 0),
      conditions: [],
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    },
  };
}

function capacityOf({ cpus, memoryMiB, diskGb }: Machine, maxPods: number): Json {
  const memoryKib = Math.round(memoryMiB * 1024 * 0.974);
  const diskKib = Math.round((diskGb * 1e9 * 0.96) / 1024);
  const shared = { cpu: String(cpus), 'hugepages-2Mi': '0', pods: String(maxPods) };
  return {
    capacity: { ...shared, 'ephemeral-storage': `${diskKib}Ki`, memory: `${memoryKib}Ki` },
    allocatable: { ...shared, 'ephemeral-storage': String(Math.round(diskKib * 1024 * 0.9)), memory: `${memoryKib - KUBELET_KIB}Ki` },
  };
}

function nodeInfoOf(machine: Machine, atMs: number): Json {
  const id = hexOf(machine.name, 32);
  return {
    machineID: id,
    systemUUID: `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`,
    bootID: machine.bootId(atMs),
    kernelVersion: '6.8.0-79-generic',
    osImage: 'Ubuntu 24.04.3 LTS',
    containerRuntimeVersion: 'containerd://1.7.27',
    kubeletVersion: VERSION,
    kubeProxyVersion: '',
    operatingSystem: 'linux',
    architecture: 'arm64',
  };
}

const HEALTHY: readonly ConditionDraft[] = [
  { type: 'NetworkUnavailable', status: 'False', reason: 'CiliumIsUp', message: 'Cilium is running on this node' },
  { type: 'MemoryPressure', status: 'False', reason: 'KubeletHasSufficientMemory', message: 'kubelet has sufficient memory available' },
  { type: 'DiskPressure', status: 'False', reason: 'KubeletHasNoDiskPressure', message: 'kubelet has no disk pressure' },
  { type: 'PIDPressure', status: 'False', reason: 'KubeletHasSufficientPID', message: 'kubelet has sufficient PID available' },
];
const READY: ConditionDraft = { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' };
const NO_NETWORK: ConditionDraft = {
  type: 'Ready',
  status: 'False',
  reason: 'KubeletNotReady',
  message:
    'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
};
const SILENT: readonly ConditionDraft[] = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'].map((type) => ({
  type,
  status: 'Unknown',
  reason: 'NodeStatusUnknown',
  message: 'Kubelet stopped posting node status.',
}));

export type NodeHealth = 'ready' | 'not-ready' | 'silent';

/** The node's status as its kubelet posts it, or, once that is silent, as the node controller writes it. */
export function withHealth(node: KubeObject, machine: Machine, health: NodeHealth, nowMs: number): KubeObject {
  const before = recordsAt(node, 'status', 'conditions');
  const status = recordAt(node, 'status');
  const drafts = health === 'silent' ? SILENT : [...HEALTHY, health === 'ready' ? READY : NO_NETWORK];
  const conditions = withConditions(before, drafts, nowMs);
  if (health === 'silent') return { ...node, status: { ...status, conditions } };
  const posted = conditions.map((each) => ({ ...each, lastHeartbeatTime: toTime(nowMs) }));
  const addresses = [
    { type: 'InternalIP', address: machine.address() },
    { type: 'Hostname', address: machine.name },
  ];
  return { ...node, status: { ...status, conditions: posted, addresses, nodeInfo: nodeInfoOf(machine, nowMs) } };
}
