import { at, recordsAt, textAt, type Json } from '../../kube/fields.ts';
import type { KubeObject } from '../../kube/objectStore.ts';
import { keyOf } from '../objects/meta.ts';
import { isSidecar } from '../objects/pod.ts';

export interface Ended {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly exitCode: number;
  readonly reason: string;
  readonly id: string;
}
export type ContainerState =
  | { readonly is: 'waiting'; readonly reason: string; readonly message?: string }
  | { readonly is: 'running'; readonly sinceMs: number }
  | ({ readonly is: 'terminated' } & Ended);

/** A container as its node runs it. `init` runs to its end before the next begins, a `sidecar` goes on, `main` are the pod's own. */
export interface ContainerRun {
  readonly name: string;
  readonly image: string;
  readonly kind: 'init' | 'sidecar' | 'main';
  readonly spec: Json;
  state: ContainerState;
  last: Ended | null;
  ready: boolean;
  restarts: number;
  /** Ends since it last ran well: what the back-off grows with. */
  failures: number;
  id: string;
}

/** A pod on its node. Steps that wait for a time are called off together when the pod goes. */
export interface PodRun {
  readonly key: string;
  readonly uid: string;
  readonly node: string;
  readonly address: string;
  readonly hostAddress: string;
  readonly startedAtMs: number;
  readonly restartPolicy: string;
  readonly containers: readonly ContainerRun[];
  phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed';
  /** Why it failed as a whole: `Evicted` and its sentence. */
  reason: { readonly reason: string; readonly message: string } | null;
  conditions: readonly Json[];
  stopping: boolean;
  readonly cancels: Set<() => void>;
}

export function newPodRun(pod: KubeObject, place: { node: string; address: string; hostAddress: string; startedAtMs: number }): PodRun {
  const toRun = (spec: Json, kind: ContainerRun['kind'], waitsFor: string): ContainerRun => ({
    name: textAt(spec, 'name') ?? 'main',
    image: textAt(spec, 'image') ?? 'scratch',
    kind,
    spec,
    state: { is: 'waiting', reason: waitsFor },
    last: null,
    ready: false,
    restarts: 0,
    failures: 0,
    id: '',
  });
  const inits = recordsAt(pod, 'spec', 'initContainers');
  const reason = inits.length > 0 ? 'PodInitializing' : 'ContainerCreating';
  return {
    key: keyOf(pod),
    uid: pod.metadata.uid ?? '',
    ...place,
    restartPolicy: textAt(pod, 'spec', 'restartPolicy') ?? 'Always',
    containers: [
      ...inits.map((spec) => toRun(spec, isSidecar(spec) ? 'sidecar' : 'init', 'PodInitializing')),
      ...recordsAt(pod, 'spec', 'containers').map((spec) => toRun(spec, 'main', reason)),
    ],
    phase: 'Pending',
    reason: null,
    conditions: recordsAt(pod, 'status', 'conditions'),
    stopping: false,
    cancels: new Set(),
  };
}

export const isHostNetwork = (pod: KubeObject): boolean => at(pod, 'spec', 'hostNetwork') === true;
