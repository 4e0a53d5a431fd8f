import type { ObjectStore } from '../../../lab/src/kube/objectStore.ts';
import { calmConditions } from '../../../lab/src/hubble/conditions.ts';
import { FlowSource, TICK_MS } from '../../../lab/src/hubble/flowSource.ts';
import { observe } from '../../../lab/src/hubble/observe.ts';
import type { Hubble } from '../../../lab/src/hubble/openHubble.ts';
import { everyMs, Pulse } from '../../../lab/src/hubble/pulse.ts';
import { openRelay } from '../../../lab/src/hubble/relay.ts';
import { Ring, type RingEntry } from '../../../lab/src/hubble/ring.ts';

export interface CountedHubble extends Hubble {
  /** Flows that came into the agents' rings so far, by verdict in lower case. */
  sent(): Record<string, number>;
}

class CountingRing extends Ring {
  private readonly count: (verdict: string) => void;

  constructor(count: (verdict: string) => void) {
    super();
    this.count = count;
  }

  override push(entry: RingEntry): void {
    if (entry.flow) this.count(entry.flow.verdict ?? 'VERDICT_UNKNOWN');
    super.push(entry);
  }
}

class CountingSource extends FlowSource {
  readonly counts = new Map<string, number>();
  private readonly counted = new Map<string, Ring>();

  override ringOf(node: string): Ring {
    const ring = this.counted.get(node) ?? new CountingRing((verdict) => this.counts.set(verdict, (this.counts.get(verdict) ?? 0) + 1));
    this.counted.set(node, ring);
    return ring;
  }
}

/** The lab's Hubble of a cluster, which also says what it sent: against that the proxy's counts are checked. The caller closes it. */
export function openCountedHubble(cluster: string, store: ObjectStore): CountedHubble {
  const now = Date.now;
  const source = new CountingSource({ cluster, store, seed: 1, now, loadOf: () => 1 }, calmConditions());
  const pulse = new Pulse(everyMs(TICK_MS));
  const relay = openRelay(source, pulse, now);
  return {
    get conditions() {
      return source.conditions;
    },
    set: (change) => {
      source.conditions = { ...source.conditions, ...change };
    },
    connectRelay: () => relay.connect(),
    observe: (node, argv, signal) => observe(source, pulse, now, { node, argv, signal }),
    sent: () => Object.fromEntries([...source.counts].map(([verdict, count]) => [verdict.toLowerCase().replace('verdict_', ''), count])),
    close: () => {
      relay.close();
      pulse.close();
      source.close();
    },
  };
}
