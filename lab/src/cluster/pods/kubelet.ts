import { at } from '../../kube/fields.ts';
import type { KubeObject } from '../../kube/objectStore.ts';
import type { ClusterContext } from '../context.ts';
import type { ClusterNodes } from '../nodes/clusterNodes.ts';
import { samePod } from '../controllers/podActions.ts';
import { graceSecondsOf, isFinished, nodeOf } from '../objects/pod.ts';
import type { Ailments } from './ailments.ts';
import { MIRROR } from './mirror.ts';
import { Containers } from './containers.ts';
import { isHostNetwork, newPodRun, type PodRun } from './podRun.ts';
import { toPodStatus } from './podStatus.ts';
import { admitMs, stopMs } from './timing.ts';

export interface KubeletParts {
  readonly context: ClusterContext;
  readonly nodes: ClusterNodes;
  readonly ailments: Ailments;
  /** Namespaces whose pods only look as if they ran: thousands of them cost nothing. */
  readonly isInert: (namespace: string) => boolean;
}

/** The kubelets of all nodes: they start the pods that are given to them, restart what ends, and stop what is deleted. */
export class Kubelet {
  private readonly parts: KubeletParts;
  private readonly runs = new Map<string, PodRun>();
  private readonly containers: Containers;

  constructor(parts: KubeletParts) {
    this.parts = parts;
    const report = (run: PodRun): void => this.report(run);
    const later = (run: PodRun, delayMs: number, work: () => void): void => this.later(run, delayMs, work);
    this.containers = new Containers({ context: parts.context, ailments: parts.ailments, report, later });
    parts.context.feed.on('core/pods', (pod, type) => {
      if (parts.isInert(pod.metadata.namespace ?? '')) {
        if (type !== 'DELETED' && pod.metadata.deletionTimestamp !== undefined) parts.context.agenda.after(0, () => this.remove(pod));
        return;
      }
      if (type === 'DELETED') this.forget(pod);
      else this.notice(pod);
    });
  }

  /** The run of a pod; undefined for one that no node runs. */
  runOf(pod: KubeObject): PodRun | undefined {
    return this.runs.get(pod.metadata.uid ?? '');
  }

  /** A container ends by a fault, now. */
  kill(pod: KubeObject, container: string | undefined, exitCode: number, reason: string): boolean {
    const run = this.runOf(pod);
    const target = run?.containers.find(({ kind, name }) => (container === undefined ? kind === 'main' : name === container));
    if (!run || target?.state.is !== 'running') return false;
    this.containers.end(run, target, exitCode, reason);
    return true;
  }

  /** The node throws the pod out; it stays as failed. */
  evict(pod: KubeObject, message: string): void {
    const run = this.runOf(pod);
    if (!run || run.stopping) return;
    this.parts.context.events.warning(pod, `kubelet@${run.node}`, 'Evicted', message);
    this.callOff(run);
    run.phase = 'Failed';
    run.reason = { reason: 'Evicted', message };
    for (const container of run.containers) container.ready = false;
    this.report(run);
  }

  /** A node that was switched off came up: all its containers start anew. A node that slept goes on and reports. */
  wake(node: string, booted: boolean): void {
    for (const run of this.runs.values()) {
      if (run.node !== node) continue;
      if (booted && !isOver(run)) this.containers.restartAll(run);
      const pod = this.podOf(run);
      if (pod?.metadata.deletionTimestamp !== undefined) this.stop(run, pod);
      else this.report(run);
    }
  }

  private notice(pod: KubeObject): void {
    const node = nodeOf(pod);
    const run = this.runOf(pod);
    if (node === undefined || !pod.metadata.uid) return;
    if (run) {
      if (pod.metadata.deletionTimestamp !== undefined && !run.stopping) this.stop(run, pod);
      return;
    }
    if (isFinished(pod)) {
      if (pod.metadata.deletionTimestamp !== undefined) this.remove(pod);
      return;
    }
    const place = this.parts.nodes.admit(node, pod.metadata.uid, isHostNetwork(pod));
    const fresh = newPodRun(pod, { node, ...place, startedAtMs: this.parts.context.agenda.now() });
    this.runs.set(fresh.uid, fresh);
    if (pod.metadata.deletionTimestamp !== undefined) return this.stop(fresh, pod);
    this.later(fresh, admitMs(fresh.uid), () => {
      this.report(fresh);
      this.containers.startNext(fresh);
    });
  }

  private stop(run: PodRun, pod: KubeObject): void {
    this.callOff(run);
    run.stopping = true;
    if (!isOver(run)) {
      for (const { name, state, kind } of run.containers)
        if (state.is === 'running')
          this.parts.context.events.normal(pod, `kubelet@${run.node}`, 'Killing', `Stopping container ${name}`, fieldPathOf(kind, name));
    }
    const delayMs = isOver(run) ? 0 : Math.min(stopMs(run.uid), graceSecondsOf(pod) * 1000);
    this.later(run, delayMs, () => this.remove(pod));
  }

  private remove(pod: KubeObject): void {
    const { store } = this.parts.context;
    if (samePod(this.parts.context, pod)) store.remove('core/pods', pod.metadata.name, pod.metadata.namespace);
  }

  private forget(pod: KubeObject): void {
    const run = this.runOf(pod);
    if (!run) return;
    this.callOff(run);
    this.runs.delete(run.uid);
    this.parts.nodes.release(run.node, run.uid);
    if (at(pod, 'metadata', 'annotations', MIRROR) !== undefined) this.restoreMirror(pod);
  }

  /** A static pod lives on its node: its mirror in the API comes back. */
  private restoreMirror(pod: KubeObject): void {
    const { store, agenda } = this.parts.context;
    const { name, namespace, labels, annotations, ownerReferences } = pod.metadata;
    agenda.after(1000, () => {
      if (store.get('core/pods', name, namespace)) return;
      const metadata = { name, namespace, labels, annotations, ownerReferences };
      store.put('core/pods', { ...pod, metadata, status: { phase: 'Pending' } });
    });
  }

  private podOf(run: PodRun): KubeObject | undefined {
    const [namespace, name = ''] = run.key.split('/');
    const pod = this.parts.context.store.get('core/pods', name, namespace);
    return pod?.metadata.uid === run.uid ? pod : undefined;
  }

  private report(run: PodRun): void {
    const pod = this.podOf(run);
    if (!pod || !this.parts.nodes.isPowered(run.node)) return;
    const status = toPodStatus(run, at(pod, 'status', 'qosClass'), this.parts.context.agenda.now());
    if (JSON.stringify(status) !== JSON.stringify(pod.status)) this.parts.context.store.put('core/pods', { ...pod, status });
  }

  /** What the node does later; while it has no power it does nothing, and goes on when it wakes. */
  private later(run: PodRun, delayMs: number, work: () => void): void {
    const cancel = this.parts.context.agenda.after(delayMs, () => {
      run.cancels.delete(cancel);
      if (this.parts.nodes.isPowered(run.node)) work();
      else if (this.runs.has(run.uid)) run.cancels.add(this.parts.nodes.whenPowered(run.node, work));
    });
    run.cancels.add(cancel);
  }

  private callOff(run: PodRun): void {
    for (const cancel of run.cancels) cancel();
    run.cancels.clear();
  }
}

const isOver = ({ phase }: PodRun): boolean => phase === 'Succeeded' || phase === 'Failed';
export const fieldPathOf = (kind: string, name: string): string => `spec.${kind === 'main' ? 'containers' : 'initContainers'}{${name}}`;
