import type { Flow, FlowEnd } from '../../parse/hubble/flow.ts';

/** The owner of a pod; null when it is not known. */
export type WorkloadOf = (namespace: string, pod: string) => { readonly kind: string; readonly name: string } | null;

const MOST_LEARNT = 5000;

/**
 * Gives pods the name of what owns them. A node knows the owners of its own pods alone: at the other end's node, a pod comes without.
 * What the pods' watch does not know is learnt from flows of the pod's own node.
 */
export class Workloads {
  private readonly workloadOf: WorkloadOf;
  private readonly learnt = new Map<string, { readonly kind: string; readonly name: string }>();

  constructor(workloadOf: WorkloadOf) {
    this.workloadOf = workloadOf;
  }

  /** The same flow with both ends named by their owners, where those are known. */
  name(flow: Flow): Flow {
    const source = this.nameEnd(flow.source);
    const destination = this.nameEnd(flow.destination);
    return source === flow.source && destination === flow.destination ? flow : { ...flow, source, destination };
  }

  private nameEnd(end: FlowEnd): FlowEnd {
    const { namespace, pod, workload, workloadKind } = end;
    if (pod === null || namespace === null || workloadKind === null) return end;
    const key = `${namespace}/${pod}`;
    if (workloadKind !== 'Pod') {
      if (!this.learnt.has(key)) this.learn(key, workloadKind, workload);
      return end;
    }
    const owner = this.workloadOf(namespace, pod) ?? this.learnt.get(key);
    return owner ? { ...end, workload: owner.name, workloadKind: owner.kind } : end;
  }

  private learn(key: string, kind: string, name: string): void {
    if (this.learnt.size >= MOST_LEARNT) this.learnt.clear(); // pods come and go: those that speak are learnt again
    this.learnt.set(key, { kind, name });
  }
}
