import type { KubeObject, ResourceName } from '../kube/objectStore.ts';
import type { Feed } from './feed.ts';
import { keyOf } from './objects/meta.ts';

/** The objects of one resource, found again by a text that they hold (their owner, their node): lists of thousands are not searched. */
export class ObjectIndex {
  private readonly textOf: (object: KubeObject) => string | undefined;
  private readonly textByKey = new Map<string, string>();
  private readonly objectsByText = new Map<string, Map<string, KubeObject>>();

  constructor(feed: Feed, resource: ResourceName, textOf: (object: KubeObject) => string | undefined) {
    this.textOf = textOf;
    feed.on(resource, (object, type) => {
      const key = keyOf(object);
      const text = type === 'DELETED' ? undefined : this.textOf(object);
      this.move(key, object, text);
    });
  }

  /** In the order in which they came. */
  with(text: string | undefined): KubeObject[] {
    return text === undefined ? [] : [...(this.objectsByText.get(text)?.values() ?? [])];
  }

  count(text: string): number {
    return this.objectsByText.get(text)?.size ?? 0;
  }

  private move(key: string, object: KubeObject, text: string | undefined): void {
    const before = this.textByKey.get(key);
    if (before !== undefined && before !== text) {
      const objects = this.objectsByText.get(before);
      objects?.delete(key);
      if (objects?.size === 0) this.objectsByText.delete(before);
    }
    if (text === undefined) {
      this.textByKey.delete(key);
      return;
    }
    this.textByKey.set(key, text);
    let objects = this.objectsByText.get(text);
    if (!objects) this.objectsByText.set(text, (objects = new Map<string, KubeObject>()));
    objects.set(key, object);
  }
}

/** Uid of the controller that made an object. */
export const controllerUid = ({ metadata }: KubeObject): string | undefined =>
  metadata.ownerReferences?.find(({ controller }) => controller === true)?.uid;
