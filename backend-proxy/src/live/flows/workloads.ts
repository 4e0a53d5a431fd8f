import type { Flow, FlowEnd } from '../../parse/hubble/flow.ts';

interface Owner {
  readonly kind: string;
  readonly name: string;
}
/** The owner of a pod; null when it is not known. */
export type WorkloadOf = (namespace: string, pod: string) => Owner | null;

const MOST_LEARNT = 5000;

/**
 * Gives pods the name of what owns them. A node knows the owners of its own pods alone: at the other end's node, a pod comes without.
 * What the pods' watch does not know is learnt from flows of the pod's own node.
 */
export class Workloads {
  private readonly workloadOf: WorkloadOf;
  /** By namespace and pod: a map in a map, as a key put together for each end of each flow is garbage. */
  private readonly learnt = new Map<string, Map<string, Owner>>();
  private learntCount = 0;

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
    const known = this.learnt.get(namespace)?.get(pod);
    if (workloadKind !== 'Pod') {
      if (!known) this.learn(namespace, pod, { kind: workloadKind, name: workload });
      return end;
    }
    const owner = this.workloadOf(namespace, pod) ?? known;
    return owner ? { ...end, workload: owner.name, workloadKind: owner.kind } : end;
  }

  private learn(namespace: string, pod: string, owner: Owner): void {
    if (this.learntCount >= MOST_LEARNT) {
      this.learnt.clear(); // pods come and go: those that speak are learnt again
      this.learntCount = 0;
    }
    this.learntCount += 1;
    const ofNamespace = this.learnt.get(namespace);
    if (ofNamespace) ofNamespace.set(pod, owner);
    else this.learnt.set(namespace, new Map([[pod, owner]]));
  }
}
