import type { KubeObject } from '../../kube/objectStore.ts';
import { workloadOf } from '../objects/workload.ts';
import type { ObjectStore } from '../../kube/objectStore.ts';

export type Ailment = 'crash-loop' | 'image-pull';

/** What faults do to pods from now on: to one pod by its name, or to all of a workload, also to those that are made later. */
export class Ailments {
  private readonly store: ObjectStore;
  private readonly byTarget = new Map<string, Ailment>();

  constructor(store: ObjectStore) {
    this.store = store;
  }

  set(namespace: string, name: string, ailment: Ailment): void {
    this.byTarget.set(`${namespace}/${name}`, ailment);
  }

  /** True when there was one. */
  clear(namespace: string, name: string): boolean {
    return this.byTarget.delete(`${namespace}/${name}`);
  }

  clearAll(): void {
    this.byTarget.clear();
  }

  of(pod: KubeObject): Ailment | undefined {
    if (this.byTarget.size === 0) return undefined;
    const { name, namespace = '' } = pod.metadata;
    return this.byTarget.get(`${namespace}/${name}`) ?? this.byTarget.get(`${namespace}/${workloadOf(this.store, pod).name}`);
  }

  /** `crash-loop of demo/httpbin`, for the status. */
  list(): string[] {
    return [...this.byTarget].map(([target, ailment]) => `${ailment} of ${target}`);
  }
}
