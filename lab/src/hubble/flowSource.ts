import { Random } from '../random.ts';
import type { ObjectStore } from '../kube/objectStore.ts';
import type { HubbleConditions } from './conditions.ts';
import { MOST_FLOWS_PER_SECOND } from './conditions.ts';
import { toTimestamp } from './messages.ts';
import { toTopics } from './mix.ts';
import { RING_SIZE, Ring } from './ring.ts';
import { Stage } from './stage.ts';
import type { Sighting } from './stage.ts';
import type { Topic } from './topic.ts';
import type { World } from './world.ts';
import { readWorld } from './world.ts';

export const TICK_MS = 100;
const BASE_FLOWS_PER_SECOND = 20;
/** How much of the past there is for who asks after nobody listened. */
const PAST_MS = 60_000;
/** The world is read again at most so often while the cluster changes. */
const WORLD_MS = 1000;
const SEEN_BY_WORLD = new Set(['core/pods', 'core/nodes', 'core/services']);

export interface FlowSourceOptions {
  readonly cluster: string;
  readonly store: ObjectStore;
  readonly seed: number;
  readonly now: () => number;
  /** Load of a workload by its usual one: 1 as ever, 10 in a load test. */
  readonly loadOf: (namespace: string, workload: string) => number;
}

/** The agents of a cluster: a ring of flows for each node. Flows are made tick by tick, up to now, when somebody asks. */
export class FlowSource {
  readonly startedAtMs: number;
  conditions: HubbleConditions;
  private readonly options: FlowSourceOptions;
  private readonly rings = new Map<string, Ring>();
  private readonly unsubscribe: () => void;
  private stale = true;
  private readAtMs = -Infinity;
  private known: World;
  private topics: Topic[] = [];
  /** Number of the next tick to be made, counted from the epoch. */
  private nextTick: number;
  private owed = 0;
  private pending: Sighting[] = [];

  constructor(options: FlowSourceOptions, conditions: HubbleConditions) {
    this.options = options;
    this.conditions = conditions;
    this.startedAtMs = options.now() - PAST_MS;
    this.nextTick = Math.floor(this.startedAtMs / TICK_MS);
    this.known = { cluster: options.cluster, nodes: [], workloads: [], services: [], apiServer: null };
    this.unsubscribe = options.store.subscribe(({ resource }) => {
      if (SEEN_BY_WORLD.has(resource)) this.stale = true;
    });
  }

  get world(): World {
    this.lookAround();
    return this.known;
  }

  ringOf(node: string): Ring {
    const ring = this.rings.get(node) ?? new Ring();
    this.rings.set(node, ring);
    return ring;
  }

  /** Flows a second that the cluster makes now. */
  get rate(): number {
    const { flowsPerSecond } = this.conditions;
    if (flowsPerSecond !== null) return Math.min(Math.max(flowsPerSecond, 0), MOST_FLOWS_PER_SECOND);
    const usual = this.topics.reduce((sum, { weight }) => sum + weight, 0);
    const now = this.topics.reduce((sum, topic) => sum + this.weightOf(topic), 0);
    return usual === 0 ? 0 : Math.min((BASE_FLOWS_PER_SECOND * now) / usual, MOST_FLOWS_PER_SECOND);
  }

  /** Makes the flows of all ticks that have passed; of a past that nobody heard at most a minute, and no more than the rings hold. */
  catchUp(): void {
    this.lookAround();
    const untilTick = Math.floor(this.options.now() / TICK_MS);
    const perTick = (this.rate * TICK_MS) / 1000;
    const heldTicks = Math.ceil((RING_SIZE * Math.max(this.known.nodes.length, 1)) / Math.max(perTick, 1));
    const earliest = untilTick - Math.min(PAST_MS / TICK_MS, heldTicks);
    if (this.nextTick < earliest) {
      this.pending = [];
      this.nextTick = earliest;
    }
    for (; this.nextTick < untilTick; this.nextTick++) this.makeTick(this.nextTick);
  }

  close(): void {
    this.unsubscribe();
  }

  private makeTick(tick: number): void {
    const random = new Random(`hubble ${this.options.cluster} ${this.options.seed} ${tick}`);
    const stage = new Stage(this.known, random);
    const chooser = toChooser(this.topics.map((topic) => this.weightOf(topic)));
    this.owed = Math.min(this.owed + (this.rate * TICK_MS) / 1000, MOST_FLOWS_PER_SECOND);
    // A topic may be silent, as when its node is not ready: the tries are counted, too.
    for (let tries = 0; this.owed > 0 && tries < MOST_FLOWS_PER_SECOND; tries++) {
      const topic = this.topics[chooser(random.next())];
      if (!topic) break;
      const before = stage.sightings.length;
      topic.speak(stage, (tick + random.next()) * TICK_MS);
      this.owed -= stage.sightings.length - before;
    }
    this.deliver(stage.sightings, (tick + 1) * TICK_MS);
  }

  /** Hands over in order of time what was seen before `untilMs`; what comes later waits. */
  private deliver(made: readonly Sighting[], untilMs: number): void {
    const all = [...this.pending, ...made].sort((a, b) => a.atMs - b.atMs);
    const later = all.findIndex(({ atMs }) => atMs >= untilMs);
    this.pending = later < 0 ? [] : all.slice(later);
    const lostBy = new Map<string, Sighting[]>();
    for (const sighting of later < 0 ? all : all.slice(0, later)) {
      const { node, atMs, flow } = sighting;
      if (this.conditions.loseNext > 0) {
        this.conditions = { ...this.conditions, loseNext: this.conditions.loseNext - 1 };
        lostBy.set(node, [...(lostBy.get(node) ?? []), sighting]);
      } else this.ringOf(node).push({ atMs, flow });
    }
    for (const [node, lost] of lostBy) this.ringOf(node).push({ atMs: untilMs, lost: this.toLost(lost) });
  }

  private toLost(lost: readonly Sighting[]) {
    const { loseAt: source } = this.conditions;
    return {
      source,
      num_events_lost: String(lost.length),
      cpu: source === 'PERF_EVENT_RING_BUFFER' ? { value: 1 } : undefined,
      first: lost[0]?.flow.time,
      last: lost.at(-1)?.flow.time ?? toTimestamp(this.options.now()),
    };
  }

  private weightOf({ weight, workload }: Topic): number {
    return workload ? weight * Math.max(0, this.options.loadOf(workload.namespace, workload.name)) : weight;
  }

  private lookAround(): void {
    const nowMs = this.options.now();
    if (!this.stale || nowMs - this.readAtMs < WORLD_MS) return;
    this.stale = false;
    this.readAtMs = nowMs;
    this.known = readWorld(this.options.cluster, this.options.store);
    this.topics = toTopics(this.known);
  }
}

/** From a number in [0, 1) to an index, each as often as its weight says. */
function toChooser(weights: readonly number[]): (at: number) => number {
  let sum = 0;
  const upTo = weights.map((weight) => (sum += weight));
  return (at) => {
    const wanted = at * sum;
    let [low, high] = [0, upTo.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] ?? 0) > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
