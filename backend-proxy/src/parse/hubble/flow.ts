import type { FlowProtocol, Verdict } from '@tart-lab/contract/flow.ts';

/**
 * One end of a flow. `workload` is the owner's name, else the pod's, else a reserved identity (`world`, `host`, `kube-apiserver`)
 * or a DNS name, else the address; `workloadKind` null for what is no workload.
 */
export interface FlowEnd {
  readonly namespace: string | null;
  readonly workload: string;
  readonly workloadKind: string | null;
  readonly pod: string | null;
  readonly address: string | null;
  readonly port: number | null;
  /** Cilium's numeric security identity. */
  readonly identity: number | null;
}

/** One flow as Hubble reported it, cut to what is shown. Times are epoch ms of the node that saw it. */
export interface Flow {
  readonly atMs: number;
  /** Stands for Hubble's own mark of this flow, its uuid; null before Cilium 1.13. See `glance.ts`. */
  readonly key: number | null;
  readonly node: string;
  readonly verdict: Verdict;
  /** Cilium's words, `POLICY_DENIED`; null unless dropped. */
  readonly dropReason: string | null;
  /** Names of the policies that allowed or denied it, where Cilium says. */
  readonly policies: readonly string[];
  readonly protocol: FlowProtocol;
  readonly direction: 'ingress' | 'egress' | null;
  /** Null where Hubble does not know. */
  readonly reply: boolean | null;
  /** TCP flags that are set, such as `SYN`; empty for others. */
  readonly tcpFlags: readonly string[];
  readonly source: FlowEnd;
  readonly destination: FlowEnd;
  readonly http: { readonly method: string; readonly code: number | null; readonly url: string } | null;
  readonly dns: { readonly query: string; readonly code: number | null } | null;
  /** Of an L7 answer. */
  readonly latencyMs: number | null;
}

/** Flow events that Hubble lost at one node: `source` is where, in Hubble's words (`HUBBLE_RING_BUFFER`, …). */
export interface LostFlows {
  readonly atMs: number;
  readonly node: string;
  readonly source: string;
  readonly count: number;
}

/** Flows that were counted without being read whole: all that is kept of those that sampling passes over. */
export interface FlowTally {
  readonly atMs: number;
  readonly verdict: Verdict;
  readonly dropReason: string | null;
  readonly count: number;
}

/**
 * What one answer of GetFlows holds. Node status answers tell which nodes Relay reaches: `NODE_CONNECTED`, `NODE_UNAVAILABLE`, …
 * `weight` is how many flows of its kind a sampled flow stands for (itself too); absent means 1. A tally holds flows that no
 * sampled flow shows.
 */
export type HubbleMessage =
  | { readonly type: 'flow'; readonly flow: Flow; readonly weight?: number }
  | { readonly type: 'tally'; readonly tally: FlowTally }
  | { readonly type: 'lost'; readonly lost: LostFlows }
  | { readonly type: 'nodes'; readonly state: string; readonly nodes: readonly string[]; readonly message: string | null };
