import { recordsAt, textAt, textMapAt, type Json } from '../../kube/fields.ts';
import type { Usage } from '../../kube/hooks.ts';
import type { KubeObject } from '../../kube/objectStore.ts';
import { fraction } from '../../random.ts';
import type { ClusterContext } from '../context.ts';
import { k6OptionsOf } from '../load/k6Options.ts';
import { LOADED_APP, type LoadTests } from '../load/loadTests.ts';
import type { ClusterNodes } from '../nodes/clusterNodes.ts';
import type { Machine } from '../nodes/machine.ts';
import { isSidecar, nodeOf, phaseOf } from '../objects/pod.ts';
import { parseQuantity } from '../objects/quantity.ts';
import { recordAt, timeAt } from '../objects/read.ts';
import { appetiteOf } from './appetites.ts';

/** metrics-server asks the kubelets every 15 s; CPU is a mean over the time since it asked before. */
export const WINDOW_MS = 15_000;
/** What a node uses beside its pods: kubelet, containerd, the kernel. */
const SYSTEM_CORES = 0.03;
const SYSTEM_SHARE = 1.06;

interface PodSample {
  readonly namespace: string;
  readonly name: string;
  readonly containers: readonly { readonly name: string; readonly cpuNanocores: number; readonly memoryBytes: number }[];
}

/** What nodes and pods use, as metrics-server last measured it. It is made when somebody asks, and kept until the next measurement. */
export class ClusterUsage {
  private readonly context: ClusterContext;
  private readonly nodes: ClusterNodes;
  private readonly load: LoadTests;
  private readonly phaseMs: number;
  private latest: Usage | null = null;

  constructor(context: ClusterContext, nodes: ClusterNodes, load: LoadTests) {
    this.context = context;
    this.nodes = nodes;
    this.load = load;
    this.phaseMs = Math.floor(fraction(`metrics/${context.name}`) * WINDOW_MS);
  }

  /** When it last measured, by its own clock: pods that did not run a whole window before are left out. */
  measuredAtMs(): number {
    return Math.floor((this.context.agenda.now() - this.phaseMs) / WINDOW_MS) * WINDOW_MS + this.phaseMs;
  }

  read(): Usage {
    const atMs = this.measuredAtMs();
    if (this.latest?.atMs === atMs) return this.latest;
    const pods: PodSample[] = [];
    const coresByNode = new Map<string, number>();
    const bytesByNode = new Map<string, number>();
    for (const pod of this.context.store.list('core/pods')) {
      const sample = this.samplePod(pod, atMs);
      const node = nodeOf(pod);
      if (!sample || node === undefined) continue;
      pods.push(sample);
      for (const { cpuNanocores, memoryBytes } of sample.containers) {
        coresByNode.set(node, (coresByNode.get(node) ?? 0) + cpuNanocores / 1e9);
        bytesByNode.set(node, (bytesByNode.get(node) ?? 0) + memoryBytes);
      }
    }
    const nodes = this.nodes.machines
      .filter(({ name }) => this.nodes.isPowered(name))
      .map((machine) => {
        const { name, cpus } = machine;
        const cores = Math.max(cpus * meanBusy(machine, atMs), (coresByNode.get(name) ?? 0) * SYSTEM_SHARE + SYSTEM_CORES);
        const bytes = Math.max(machine.memoryUsed(atMs), (bytesByNode.get(name) ?? 0) * SYSTEM_SHARE);
        return { name, cpuNanocores: Math.round(Math.min(cpus, cores) * 1e9), memoryBytes: Math.round(bytes) };
      });
    this.latest = { atMs, windowSeconds: WINDOW_MS / 1000, nodes, pods };
    return this.latest;
  }

  /** Null for a pod that is not known yet. */
  samplePod(pod: KubeObject, atMs: number): PodSample | null {
    const { name, namespace = '', uid = '' } = pod.metadata;
    const node = nodeOf(pod);
    if (phaseOf(pod) !== 'Running' || node === undefined || !this.nodes.isPowered(node)) return null;
    const specs = [...recordsAt(pod, 'spec', 'containers'), ...recordsAt(pod, 'spec', 'initContainers').filter(isSidecar)];
    const statuses = [...recordsAt(pod, 'status', 'containerStatuses'), ...recordsAt(pod, 'status', 'initContainerStatuses')];
    const activity = Math.sqrt(this.activityOf(node, atMs));
    const containers = specs.flatMap((spec) => {
      const status = statuses.find((each) => each.name === spec.name);
      const startedAtMs = timeAt(status, 'state', 'running', 'startedAt');
      if (startedAtMs === undefined || startedAtMs > atMs - WINDOW_MS) return [];
      const { cores, bytes } = appetiteOf(spec);
      const own = 0.93 + 0.14 * fraction(`usage/${uid}/${Math.floor(atMs / WINDOW_MS)}`);
      const held = 0.94 + 0.12 * fraction(`memory/${uid}`) + 0.01 * Math.sin(atMs / 7e5 + fraction(uid) * 6);
      const used = this.loadedCores(pod, spec, atMs) ?? cores * activity * own;
      return [{ name: textAt(spec, 'name') ?? '', cpuNanocores: Math.round(used * 1e9), memoryBytes: Math.round(bytes * held) }];
    });
    return containers.length === specs.length ? { namespace, name, containers } : null;
  }

  /** Cores of a container that load tests drive; undefined for others. */
  private loadedCores(pod: KubeObject, spec: Json, atMs: number): number | undefined {
    if (k6OptionsOf(pod)) return this.load.k6Cores(pod, atMs);
    if (textMapAt(pod, 'metadata', 'labels').app !== LOADED_APP) return undefined;
    const request = parseQuantity(recordAt(spec, 'resources', 'requests').cpu) ?? 0.1;
    const percent = this.load.meanPercent(pod.metadata.namespace ?? '', atMs - WINDOW_MS, atMs);
    const own = 0.996 + 0.012 * fraction(`nginx/${pod.metadata.uid ?? ''}`);
    return (request * percent * own) / 100;
  }

  /** How busy the node's VM is, by how busy it usually is. */
  private activityOf(node: string, atMs: number): number {
    const machine = this.nodes.machines.find(({ name }) => name === node);
    if (!machine || this.load.running().length > 0) return 1;
    return Math.min(1.6, Math.max(0.5, meanBusy(machine, atMs) / machine.busy));
  }
}

function meanBusy(machine: Machine, atMs: number): number {
  const samples = [0.1, 0.3, 0.5, 0.7, 0.9].map((part) => machine.busyRatio(atMs - part * WINDOW_MS));
  return samples.reduce((sum, value) => sum + value, 0) / samples.length;
}
