import type { KubeObject, ObjectStore, ResourceName, StoreChange } from '../kube/objectStore.ts';

export type Listener = (object: KubeObject, type: StoreChange['type']) => void;

/** The changes of a store, told to those who asked for their resource, in the order in which they asked. */
export class Feed {
  private readonly listeners = new Map<ResourceName, Listener[]>();
  private readonly leave: () => void;

  constructor(store: ObjectStore) {
    this.leave = store.subscribe(({ resource, object, type }) => {
      for (const listener of this.listeners.get(resource) ?? []) listener(object, type);
    });
  }

  on(resource: ResourceName, listener: Listener): void {
    const known = this.listeners.get(resource);
    if (known) known.push(listener);
    else this.listeners.set(resource, [listener]);
  }

  close(): void {
    this.leave();
    this.listeners.clear();
  }
}
