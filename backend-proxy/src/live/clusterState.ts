import type { Problem } from '@tart-lab/contract/problem.ts';
import type { Sample } from '@tart-lab/contract/sample.ts';
import { WATCH_NAMES, type ClusterView, type RowOf, type WatchName } from '../collect/kube/clusterView.ts';
import type { NodeUsage, PodUsage } from '../parse/kube/rows.ts';
import { keepSince } from '../problems.ts';
import type { HpaExplanation } from '../sample/cluster/explainHpa.ts';
import type { HubbleState } from '../transport/hubble/hubble.ts';
import type { KubeWatch, WatchState } from '../transport/kube/kubeWatch.ts';
import type { FlowSource } from './flows/flowSource.ts';
import { FlowStore } from './flows/flowStore.ts';

export type { WatchName };
/** The watches of one cluster, by what they watch. */
export type ClusterWatches = { readonly [Name in WatchName]: Pick<KubeWatch<RowOf<Name>>, 'rows' | 'state'> };

/** How long the figures of a load test stay: its result comes once, and every scrape within a minute sees it. */
export const LOAD_TESTS_LAST_MS = 60_000;

const isInTouch = ({ phase }: WatchState): boolean => phase === 'watching' || phase === 'relisting';

/** One cluster as it is now. Its cycle writes it; tables, values, health and the snapshot read it, and nothing they do starts a read. */
export class ClusterState implements FlowSource {
  readonly name: string;
  readonly watches: ClusterWatches;
  readonly view: ClusterView;
  /** The API server's version, `v1.33.2`; null until it said so. */
  version: string | null = null;
  readonly flows: FlowStore;
  /** How its flows come; null where they are not asked for. */
  readonly hubble: () => HubbleState | null;
  /** When metrics.k8s.io last answered. */
  usageAtMs: number | null = null;
  /** By `namespace/name`. */
  explanations: ReadonlyMap<string, HpaExplanation> = new Map();
  private readonly nodeUsage = new Map<string, NodeUsage>();
  private readonly podUsage = new Map<string, PodUsage>();
  private readonly samplesByPart = new Map<string, readonly Sample[]>();
  private readonly partProblems = new Map<string, Problem>();

  /** `hubble` is null where flows are not asked for. */
  constructor(
    name: string,
    watches: ClusterWatches,
    flows: FlowStore = new FlowStore(name),
    hubble: () => HubbleState | null = () => null,
  ) {
    this.name = name;
    this.watches = watches;
    this.flows = flows;
    this.hubble = hubble;
    const { nodes, pods, deployments, hpas, pdbs, services, endpointSlices, events } = watches;
    this.view = {
      cluster: name,
      nodes: nodes.rows,
      pods: pods.rows,
      deployments: deployments.rows,
      hpas: hpas.rows,
      pdbs: pdbs.rows,
      services: services.rows,
      endpointSlices: endpointSlices.rows,
      events: events.rows,
      nodeUsage: this.nodeUsage,
      podUsage: this.podUsage,
    };
  }

  /** Whether every watch is in touch with the API server. */
  isUp(): boolean {
    return WATCH_NAMES.every((name) => isInTouch(this.watches[name].state()));
  }

  /** Whether every watch has had its first list, or is known to fail. */
  isDecided(): boolean {
    return WATCH_NAMES.every((name) => this.watches[name].state().phase !== 'listing');
  }

  /** When the API server last said anything; null before it did. */
  lastContactMs(): number | null {
    return this.states().reduce<number | null>((latest, [, { lastContactMs }]) => Math.max(latest ?? 0, lastContactMs ?? 0) || null, null);
  }

  /** How old a watch's rows may be, in ms: 0 while it is in touch, null before its first list. */
  ageMs(watch: WatchName, nowMs: number): number | null {
    const state = this.watches[watch].state();
    if (state.lastContactMs === null) return null;
    return isInTouch(state) ? 0 : Math.max(0, nowMs - state.lastContactMs);
  }

  /** Takes over what metrics.k8s.io said; what it says no more is gone. */
  setUsage(nodes: readonly NodeUsage[], pods: readonly PodUsage[], atMs: number): void {
    this.usageAtMs = atMs;
    this.nodeUsage.clear();
    nodes.forEach((usage) => this.nodeUsage.set(usage.name, usage));
    this.podUsage.clear();
    pods.forEach((usage) => this.podUsage.set(`${usage.namespace}/${usage.name}`, usage));
  }

  /** Usage is not known any more. */
  forgetUsage(): void {
    this.nodeUsage.clear();
    this.podUsage.clear();
  }

  /** The latest samples of a part of the collection (`often`, `objects`, `usage`, `loadTest`); those it gives no more are gone. */
  setSamples(part: string, samples: readonly Sample[]): void {
    this.samplesByPart.set(part, samples);
  }
  /** The latest samples of all parts. */
  latest(): readonly Sample[] {
    return [...this.samplesByPart.values()].flat();
  }

  /** A problem of a part beside the watches (`usage`, `clock`, `flows_lost`); null takes it away. */
  setPartProblem(part: string, problem: Problem | null, nowMs: number): void {
    if (problem === null) return void this.partProblems.delete(part);
    const before = this.partProblems.get(part);
    const [kept] = keepSince([problem], before ? [before] : [], nowMs);
    if (kept) this.partProblems.set(part, kept);
  }

  /** What is wrong with the cluster: what all watches meet once, what one meets alone with its name as `section`. */
  problems(): Problem[] {
    if (WATCH_NAMES.every((name) => this.watches[name].state().problem === null)) return [...this.partProblems.values()];
    const failing = this.states().flatMap(([section, { problem, sinceMs }]) => (problem ? [{ section, sinceMs, ...problem }] : []));
    const shared = failing
      .filter((one, i) => failing.findIndex(({ kind }) => kind === one.kind) === i)
      .filter(({ kind }) => isShared(kind));
    const sharedKinds = new Set(shared.map(({ kind }) => kind));
    return [
      ...shared.map(({ section: _, ...problem }) => problem),
      ...failing.filter(({ kind }) => !sharedKinds.has(kind)),
      ...this.partProblems.values(),
    ];

    function isShared(kind: Problem['kind']): boolean {
      return failing.filter((one) => one.kind === kind).length > 1 && kind !== 'cluster_forbidden';
    }
  }

  /** How each watch stands. */
  states(): [WatchName, WatchState][] {
    return WATCH_NAMES.map((name) => [name, this.watches[name].state()]);
  }
}
