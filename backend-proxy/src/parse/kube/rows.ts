/**
 * What is kept of each Kubernetes object: only what is shown. Null is "the object does not say". CPU is in cores, memory in bytes,
 * times are epoch ms by the cluster's clock. `uid` tells an object from a later one of its name.
 */
interface KubeObject {
  readonly uid: string;
  readonly name: string;
  readonly createdAtMs: number | null;
}
interface Namespaced extends KubeObject {
  readonly namespace: string;
}

/** A request, limit, capacity or use: cores and bytes. */
export interface Resources {
  readonly cpuCores: number | null;
  readonly memoryBytes: number | null;
}

/** A condition as Kubernetes has it: `True`, `False` or `Unknown`, since when and why. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string | null;
  readonly message: string | null;
  readonly sinceMs: number | null;
}

export interface NodeRow extends KubeObject {
  /** `NodeRow.ready` is null when no Ready condition was reported, false for `False` and `Unknown`. */
  readonly ready: boolean | null;
  readonly schedulable: boolean;
  readonly roles: readonly string[];
  /** InternalIP addresses. */
  readonly addresses: readonly string[];
  readonly version: string | null;
  readonly osImage: string | null;
  readonly kernel: string | null;
  readonly architecture: string | null;
  readonly capacity: Resources;
  readonly allocatable: Resources;
  readonly podsAllocatable: number | null;
  readonly podsCapacity: number | null;
  /** `containerd://1.7.28` */
  readonly runtime: string | null;
  readonly providerId: string | null;
  readonly podCidr: string | null;
  /** Every condition, Ready too. */
  readonly conditions: readonly Condition[];
  readonly taints: readonly string[];
}

/** What owns a pod, with ReplicaSets folded into their Deployment and Jobs into their CronJob: `Deployment`, `nginx-web`. */
export interface Workload {
  readonly kind: string;
  readonly name: string;
}

/** How a container's run ended: `OOMKilled`, `Error`, `Completed`, `ExitCode:3`, `Signal:9`, and when. */
export interface Termination {
  readonly container: string;
  readonly reason: string;
  readonly exitCode: number | null;
  readonly atMs: number | null;
}

/** One container of a pod. `state` null: the kubelet has not said; `reason` is why it waits or ended; `last` is the run before this one. */
export interface ContainerRow {
  readonly name: string;
  readonly init: boolean;
  readonly image: string | null;
  readonly ready: boolean | null;
  readonly state: 'waiting' | 'running' | 'terminated' | null;
  readonly reason: string | null;
  readonly restarts: number | null;
  readonly last: { readonly reason: string; readonly exitCode: number; readonly atMs: number | null } | null;
  readonly requests: Resources;
  readonly limits: Resources;
}

export interface PodRow extends Namespaced {
  readonly phase: string;
  /** The status that kubectl shows: `CrashLoopBackOff`, `Init:1/2`, `Completed`, `Terminating`, … */
  readonly reason: string;
  /** Why the reason is so, in the object's own words. */
  readonly message: string | null;
  readonly ready: boolean;
  readonly containersReady: number;
  readonly containers: number;
  /** Of all containers, init containers and sidecars too. */
  readonly restarts: number;
  /** As the RESTARTS column of kubectl has it: without init containers once the pod is initialized. */
  readonly kubectlRestarts: number;
  readonly lastRestartAtMs: number | null;
  /** How the latest run of a container ended; an init container that is done is left out. */
  readonly lastTermination: Termination | null;
  /** The latest end of a run for want of memory that the kubelet still remembers. */
  readonly lastOomKill: Termination | null;
  /** Who made it go, and when: `Evicted` by the kubelet, `EvictionByEvictionAPI` (a drain), `PreemptionByScheduler`, … */
  readonly evicted: { readonly reason: string; readonly message: string | null; readonly atMs: number | null } | null;
  readonly workload: Workload;
  /** What controls it directly, `ReplicaSet` `nginx-web-7d4b9`; null for a pod of its own. */
  readonly owner: Workload | null;
  /** Conditions `Ready` and `PodScheduled`: `True`, `False`, `Unknown`, or null where they are not reported. */
  readonly readyStatus: string | null;
  readonly scheduledStatus: string | null;
  /** Why the pod as a whole is as it is, in the kubelet's word: `Evicted`, `NodeLost`, … */
  readonly wholeReason: string | null;
  readonly priorityClass: string | null;
  readonly hostNetwork: boolean;
  readonly hostAddress: string | null;
  readonly containerRows: readonly ContainerRow[];
  /** The label `k8s-app`, by which parts of the cluster itself are known (`cilium`, `hubble-relay`). */
  readonly app: string | null;
  readonly node: string | null;
  readonly address: string | null;
  readonly startedAtMs: number | null;
  /** Since when it is being deleted. */
  readonly deletedAtMs: number | null;
  /** As the scheduler counts: the greater of init containers and running ones, sidecars added, and the pod's overhead. */
  readonly requests: Resources;
  readonly limits: Resources;
  readonly qosClass: string | null;
}

export interface DeploymentRow extends Namespaced {
  readonly desired: number;
  readonly current: number;
  readonly ready: number;
  readonly upToDate: number;
  readonly available: number;
  readonly unavailable: number;
  /** Which version of its specification it has, and which one its controller has seen. */
  readonly generation: number | null;
  readonly observedGeneration: number | null;
  readonly paused: boolean;
  readonly strategy: string | null;
  readonly images: readonly string[];
  /** Labels that its pods get. */
  readonly podLabels: Readonly<Record<string, string>>;
  readonly conditions: readonly Condition[];
}

/**
 * One metric of an HPA: what it is, its latest value and its target, both in the metric's own unit. `type` `utilization` is a ratio
 * (0.5 for 50 %), `averageValue` is per pod, `value` is whole. `current` null: the HPA could not read it.
 */
export interface HpaMetric {
  /** `cpu`, `memory`, `cpu (container app)`, `pods/requests_per_second`, … */
  readonly name: string;
  readonly type: 'utilization' | 'averageValue' | 'value';
  readonly current: number | null;
  readonly target: number;
  /** The value per pod is a whole that was divided and rounded up to 1/1000 (object and external metrics). */
  readonly divided?: true;
}

export interface HpaScalingRules {
  /** Null: the default (0 s up, 300 s down). */
  readonly stabilizationWindowSeconds: number | null;
  readonly selectPolicy: 'Max' | 'Min' | 'Disabled';
  /** Empty: the defaults of Kubernetes. */
  readonly policies: readonly { readonly type: 'Pods' | 'Percent'; readonly value: number; readonly periodSeconds: number }[];
  /** Per HPA since 1.33; null: the cluster's (0.1). */
  readonly tolerance: number | null;
}

export interface HpaRow extends Namespaced {
  readonly target: Workload;
  readonly min: number;
  readonly max: number;
  readonly current: number;
  readonly desired: number;
  readonly metrics: readonly HpaMetric[];
  readonly scaleUp: HpaScalingRules;
  readonly scaleDown: HpaScalingRules;
  readonly lastScaleAtMs: number | null;
  readonly conditions: readonly Condition[];
}

/** Which labels are meant; an empty one means all. */
export interface Selector {
  readonly matchLabels: Readonly<Record<string, string>>;
  readonly matchExpressions: readonly {
    readonly key: string;
    readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
    readonly values: readonly string[];
  }[];
}

/** A PodDisruptionBudget: how many pods evictions have to leave. Counts are null until its controller has looked at it. */
export interface PdbRow extends Namespaced {
  /** Null selects no pod. */
  readonly selector: Selector | null;
  /** A count or a share, `2` or `50%`; one of the two is set. */
  readonly minAvailable: string | null;
  readonly maxUnavailable: string | null;
  readonly healthy: number | null;
  readonly healthyWanted: number | null;
  /** Pods that the selector takes and the budget counts. */
  readonly expectedPods: number | null;
  readonly disruptionsAllowed: number | null;
  readonly observedGeneration: number | null;
  readonly conditions: readonly Condition[];
}

export interface ServiceRow extends Namespaced {
  readonly type: string;
  readonly clusterAddresses: readonly string[];
  /** Load balancer's and external addresses. */
  readonly externalAddresses: readonly string[];
  /** `name` null for the only port; `nodePort` null where there is none; `target` as written, `http` or `8080`. */
  readonly ports: readonly {
    readonly name: string | null;
    readonly protocol: string;
    readonly port: number;
    readonly target: string | null;
    readonly nodePort: number | null;
  }[];
  readonly selector: Readonly<Record<string, string>>;
}

/** A slice of a service's endpoints; `service` null for one that no service owns. Counts are addresses. */
export interface EndpointSliceRow extends Namespaced {
  readonly service: string | null;
  readonly ready: number;
  readonly notReady: number;
}

/** Kubernetes' own event, of either API; `count` is how often it happened, `atMs` when last. */
export interface KubeEventRow extends Namespaced {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  readonly firstAtMs: number | null;
  readonly atMs: number | null;
  readonly object: { readonly kind: string; readonly name: string };
  readonly source: string | null;
}

/** Use over `windowSeconds` that ended at `atMs`, from metrics.k8s.io. */
export interface NodeUsage {
  readonly name: string;
  readonly atMs: number;
  readonly windowSeconds: number;
  readonly cpuCores: number;
  readonly memoryBytes: number;
}
export interface PodUsage extends NodeUsage {
  readonly namespace: string;
}
