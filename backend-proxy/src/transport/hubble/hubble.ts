import type { Problem } from '@tart-lab/contract/problem.ts';
import type { HubbleMessage } from '../../parse/hubble/flow.ts';
import { MOST_HELD_MS } from '../kube/gather.ts';

/** A pod of the namespace where Cilium runs, as the pods' watch has it. */
export interface HubblePod {
  readonly name: string;
  readonly node: string | null;
  readonly ready: boolean;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * How the flows of a cluster stand. `waiting`: there is nobody to ask yet. `connecting`: the way is being opened. `streaming`: flows come as
 * they happen. `down`: it failed, and is tried again after a growing pause. Times are epoch ms by the proxy's clock.
 */
export interface HubbleState {
  readonly via: 'relay' | 'exec' | null;
  readonly phase: 'waiting' | 'connecting' | 'streaming' | 'down';
  readonly sinceMs: number;
  /** When Hubble last said anything; null before. */
  readonly lastMessageMs: number | null;
  /** Nodes whose flows come, and those whose flows do not. `reachable` null: not known. */
  readonly nodes: { readonly reachable: number | null; readonly unavailable: readonly string[] };
  /** Of Cilium, where Relay says; null before. */
  readonly version: string | null;
  readonly problem: Problem | null;
  /** Answers that could not be read and were left out. */
  readonly malformed: number;
  readonly restarts: number;
}

/**
 * What comes from Hubble in order: its messages, and whether it was heard. `link` false dates back to the last sign of life.
 * `healed`: the latest break is no gap, since all flows of that time came afterwards.
 */
export type FlowNews =
  | HubbleMessage
  | { readonly type: 'link'; readonly connected: boolean; readonly atMs: number }
  | { readonly type: 'healed'; readonly atMs: number };

export interface HubbleOptions {
  readonly mode: 'auto' | 'relay' | 'exec';
  /** Where Cilium runs. */
  readonly namespace: string;
  /** Pods of that namespace, or of more: only those with Relay's or the agent's label count. */
  readonly listPods: () => readonly HubblePod[];
  /** Takes what came, in order; called once for what came together. It must not throw. */
  readonly onNews: (news: readonly FlowNews[]) => void;
  readonly now: () => number;
  readonly random?: () => number;
  readonly times?: Partial<HubbleTimes>;
}

/** All in ms. */
export interface HubbleTimes {
  /**
   * How often Relay is asked for its status, and how long it may take to answer before the connection is given up. An answer may have been
   * held for 5 s beside flows that nobody looks at.
   */
  readonly statusMs: number;
  readonly deadlineMs: number;
  /** A silent agent's stream is opened anew after so long; agents see a health check a minute. */
  readonly agentIdleMs: number;
  /** How often the pods are looked at, for agents that come and go and a Relay that appears. */
  readonly lookMs: number;
  readonly backoffMs: number;
  readonly backoffCapMs: number;
  /** How far back the first request reaches: flows of before are shown, but not counted. */
  readonly firstMs: number;
}

export const HUBBLE_TIMES: HubbleTimes = {
  statusMs: 10_000,
  deadlineMs: 8000 + MOST_HELD_MS,
  agentIdleMs: 90_000,
  lookMs: 5000,
  backoffMs: 1000,
  backoffCapMs: 30_000,
  firstMs: 5000,
};

/** A resumed stream begins so long before the newest flow: flows of one moment come in any order. */
export const OVERLAP_MS = 3000;
