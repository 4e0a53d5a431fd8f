import { Random } from '../../random.ts';
import type { KubeObject, ObjectStore, ResourceName, StoreChange } from '../objectStore.ts';

export interface MemoryStoreOptions {
  /** Epoch ms: what creation times are taken from. */
  readonly now?: () => number;
  /** One seed gives the same uids. */
  readonly seed?: number | string;
  /** Changes that are remembered for watches and pages; older ones are answered with 410. */
  readonly historyChanges?: number;
}

/** A change with the object as it was before, so that a list of then can be rebuilt and selectors see what left them. */
export interface RecordedChange extends StoreChange {
  readonly before: KubeObject | undefined;
}

const HISTORY_CHANGES = 20_000;
/** A store that changes less often than this on average never passes the version that a later start begins with. */
const MS_PER_VERSION = 10;

/** The objects of one cluster in memory, with the latest changes. Objects are never changed in place; callers must not either. */
export class MemoryStore implements ObjectStore {
  private readonly now: () => number;
  private readonly random: Random;
  private readonly historyChanges: number;
  private readonly byResource = new Map<ResourceName, Map<string, KubeObject>>();
  private readonly listeners = new Set<(change: RecordedChange) => void>();
  private history: RecordedChange[] = [];
  private version: number;
  private oldestVersion: number;

  constructor(options: MemoryStoreOptions = {}) {
    this.now = options.now ?? Date.now;
    this.random = new Random(`kube-uids-${options.seed ?? 1}`);
    this.historyChanges = options.historyChanges ?? HISTORY_CHANGES;
    // Versions go on after a restart, since nothing else is kept: a client that watched before is told 410 and lists anew.
    this.version = Math.max(1, Math.floor(this.now() / MS_PER_VERSION));
    this.oldestVersion = this.version;
  }

  get resourceVersion(): number {
    return this.version;
  }

  /** What happened after this version is still known; watches and pages from before it have expired. */
  get compactedVersion(): number {
    return this.oldestVersion;
  }

  get(resource: ResourceName, name: string, namespace?: string): KubeObject | undefined {
    return this.byResource.get(resource)?.get(keyOf(name, namespace));
  }

  /** In the order of etcd's keys: by namespace, then name. */
  list(resource: ResourceName, namespace?: string): KubeObject[] {
    const objects = this.byResource.get(resource);
    return objects ? sorted(objects, namespace) : [];
  }

  put(resource: ResourceName, object: KubeObject): KubeObject {
    const { name, namespace } = object.metadata;
    const key = keyOf(name, namespace);
    let objects = this.byResource.get(resource);
    if (!objects) this.byResource.set(resource, (objects = new Map<string, KubeObject>()));
    const before = objects.get(key);
    const stored: KubeObject = {
      ...object,
      metadata: {
        ...object.metadata,
        uid: before?.metadata.uid ?? object.metadata.uid ?? this.nextUid(),
        creationTimestamp: before?.metadata.creationTimestamp ?? object.metadata.creationTimestamp ?? this.timestamp(),
        resourceVersion: String(this.version + 1),
        ...generationOf(object, before),
      },
    };
    objects.set(key, stored);
    this.record({ type: before ? 'MODIFIED' : 'ADDED', resource, object: stored, before });
    return stored;
  }

  remove(resource: ResourceName, name: string, namespace?: string): KubeObject | undefined {
    const objects = this.byResource.get(resource);
    const key = keyOf(name, namespace);
    const before = objects?.get(key);
    if (!objects || !before) return undefined;
    objects.delete(key);
    const last: KubeObject = { ...before, metadata: { ...before.metadata, resourceVersion: String(this.version + 1) } };
    this.record({ type: 'DELETED', resource, object: last, before });
    return last;
  }

  subscribe(listener: (change: RecordedChange) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** The changes of a resource after a version, oldest first; undefined when they are no longer all known. */
  changesSince(resource: ResourceName, version: number): RecordedChange[] | undefined {
    if (version < this.oldestVersion) return undefined;
    return this.history.slice(this.indexAfter(version)).filter((change) => change.resource === resource);
  }

  /** A list as it was at a version; undefined when that is too long ago. */
  listAt(resource: ResourceName, version: number, namespace?: string): KubeObject[] | undefined {
    const since = this.changesSince(resource, version);
    if (!since) return undefined;
    if (since.length === 0) return this.list(resource, namespace);
    const objects = new Map<string, KubeObject>(this.byResource.get(resource) ?? []);
    for (const { object, before } of since.reverse()) {
      const key = keyOf(object.metadata.name, object.metadata.namespace);
      if (before) objects.set(key, before);
      else objects.delete(key);
    }
    return sorted(objects, namespace);
  }

  /** Forgets all changes, as etcd's compaction does: every version before the present one is too old from now on. */
  compact(): void {
    this.history = [];
    // A version of its own, so that who stood at the very last change has expired as well.
    this.version++;
    this.oldestVersion = this.version;
  }

  private record(change: Omit<RecordedChange, 'resourceVersion'>): void {
    this.version++;
    const recorded = { ...change, resourceVersion: this.version };
    this.history.push(recorded);
    // Cut rarely and by half, so that the cost of one change stays small.
    if (this.history.length > 2 * this.historyChanges) {
      this.history = this.history.slice(-this.historyChanges);
      this.oldestVersion = (this.history[0]?.resourceVersion ?? this.version) - 1;
    }
    for (const listener of [...this.listeners]) listener(recorded);
  }

  /** The place of the first change after a version: versions in the history only grow. */
  private indexAfter(version: number): number {
    let [low, high] = [0, this.history.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.history[middle]?.resourceVersion ?? 0) <= version) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private timestamp(): string {
    return toKubeTime(this.now());
  }

  private nextUid(): string {
    const digits = (count: number): string => this.random.hex(count);
    return `${digits(8)}-${digits(4)}-4${digits(3)}-a${digits(3)}-${digits(12)}`;
  }
}

/** `2026-03-10T12:00:00Z`, as Kubernetes writes times: UTC, whole seconds. */
export function toKubeTime(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z');
}

function keyOf(name: string, namespace: string | undefined): string {
  return `${namespace ?? ''}/${name}`;
}

function sorted(objects: ReadonlyMap<string, KubeObject>, namespace: string | undefined): KubeObject[] {
  const prefix = namespace === undefined ? '' : `${namespace}/`;
  return [...objects]
    .filter(([key]) => key.startsWith(prefix))
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, object]) => object);
}

/** Objects with a spec count its changes; pods do so only since Kubernetes 1.33. */
function generationOf(object: KubeObject, before: KubeObject | undefined): { generation?: number } {
  if (object.spec === undefined || object.kind === 'Pod' || object.kind === 'Node') return {};
  if (!before) return { generation: object.metadata.generation ?? 1 };
  const last = before.metadata.generation ?? 1;
  const same = before.spec === object.spec || JSON.stringify(before.spec) === JSON.stringify(object.spec);
  return { generation: same ? last : last + 1 };
}
