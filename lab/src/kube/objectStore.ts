/** A Kubernetes object as JSON. What is not named here is kept as it is. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly generation?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly [field: string]: unknown;
}
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
}

/** `core/pods`, `apps/deployments`, `autoscaling/horizontalpodautoscalers`: API group and plural name. */
export type ResourceName = string;
export interface StoreChange {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resource: ResourceName;
  readonly object: KubeObject;
  readonly resourceVersion: number;
}

/**
 * The objects of one cluster, as etcd keeps them: every change has the next resource version. The API serves it; the simulated
 * controllers change it. `put` creates or replaces, and fills in uid, creation time and resource version.
 */
export interface ObjectStore {
  readonly resourceVersion: number;
  get(resource: ResourceName, name: string, namespace?: string): KubeObject | undefined;
  list(resource: ResourceName, namespace?: string): KubeObject[];
  put(resource: ResourceName, object: KubeObject): KubeObject;
  remove(resource: ResourceName, name: string, namespace?: string): KubeObject | undefined;
  /** Hears every change from now on; the returned function ends it. */
  subscribe(listener: (change: StoreChange) => void): () => void;
}
