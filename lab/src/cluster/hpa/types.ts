/** One pod as the replica calculator sees it. Use and request in one unit (cores); times are epoch ms. */
export interface HpaPod {
  readonly name: string;
  readonly phase: string;
  readonly deleted: boolean;
  /** Its Ready condition: null when it has none yet. */
  readonly ready: boolean | null;
  readonly readySinceMs: number | null;
  readonly startedAtMs: number | null;
  readonly request: number;
  /** Null: metrics.k8s.io does not know it (yet). */
  readonly usage: { readonly value: number; readonly atMs: number; readonly windowMs: number } | null;
}

/** Which changes are too small to act on: shares of the target. */
export interface Tolerance {
  readonly up: number;
  readonly down: number;
}

export interface ScalingPolicy {
  readonly type: 'Pods' | 'Percent';
  readonly value: number;
  readonly periodSeconds: number;
}

export interface ScalingRules {
  readonly stabilizationSeconds: number;
  readonly selectPolicy: 'Max' | 'Min' | 'Disabled';
  readonly policies: readonly ScalingPolicy[];
}

export interface Behavior {
  readonly scaleUp: ScalingRules;
  readonly scaleDown: ScalingRules;
}

/** What an HPA remembers between two looks: recommendations before limits, and the steps it took. */
export interface HpaMemory {
  readonly recommendations: readonly { readonly atMs: number; readonly replicas: number }[];
  readonly scaledUp: readonly { readonly atMs: number; readonly change: number }[];
  readonly scaledDown: readonly { readonly atMs: number; readonly change: number }[];
}

/** A reason in Kubernetes' words. */
export interface Why {
  readonly reason: string;
  readonly message: string;
}
