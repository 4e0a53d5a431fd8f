import type { Duplex } from 'node:stream';
import type { ObjectStore } from '../kube/objectStore.ts';
import { calmConditions } from './conditions.ts';
import type { HubbleConditions } from './conditions.ts';
import { FlowSource, TICK_MS } from './flowSource.ts';
import { observe } from './observe.ts';
import { Pulse, everyMs } from './pulse.ts';
import type { EveryTick } from './pulse.ts';
import { openRelay } from './relay.ts';

export interface HubbleOptions {
  /** Name of the cluster: the part before the slash in `dev/dev-worker1`. */
  readonly cluster: string;
  /** Whose pods, nodes and services speak. */
  readonly store: ObjectStore;
  readonly seed: number;
  /** The lab's clock, epoch ms. */
  readonly now: () => number;
  /** Load of a workload by its usual one: 1 as ever, 10 in a load test. Its flows are so many times as many. */
  readonly loadOf?: (namespace: string, workload: string) => number;
  /** What makes flows while somebody listens; a test beats itself. */
  readonly everyTick?: EveryTick;
}

export interface Hubble {
  readonly conditions: HubbleConditions;
  set(change: Partial<HubbleConditions>): void;
  /** A new connection to port 4245 of the relay; null while there is none. */
  connectRelay(): Duplex | null;
  /** `hubble observe …` in the agent's pod of a node: lines without line ends. Throws `ObserveRefused`, whose message belongs on stderr. */
  observe(node: string, argv: readonly string[], signal?: AbortSignal): AsyncIterable<string>;
  close(): void;
}

/** Hubble of one simulated cluster. Flows follow seed and clock; none is made while nobody listens. The caller closes it. */
export function openHubble({ cluster, store, seed, now, loadOf = () => 1, everyTick = everyMs(TICK_MS) }: HubbleOptions): Hubble {
  const source = new FlowSource({ cluster, store, seed, now, loadOf }, calmConditions());
  const pulse = new Pulse(everyTick);
  const relay = openRelay(source, pulse, now);
  return {
    get conditions() {
      return source.conditions;
    },
    set(change) {
      source.conditions = { ...source.conditions, ...change };
      if (source.conditions.gone) relay.cut();
    },
    connectRelay: () => (source.conditions.gone ? null : relay.connect()),
    observe: (node, argv, signal) => observe(source, pulse, now, { node, argv, signal }),
    close() {
      relay.close();
      pulse.close();
      source.close();
    },
  };
}
