import type { ObjectStore } from '../kube/objectStore.ts';
import type { Random } from '../random.ts';
import type { Agenda } from './agenda.ts';
import type { EventRecorder } from './eventRecorder.ts';
import type { Feed } from './feed.ts';
import type { ObjectIndex } from './objectIndex.ts';

/** What every controller of a cluster works with. */
export interface ClusterContext {
  readonly name: string;
  readonly store: ObjectStore;
  readonly agenda: Agenda;
  readonly random: Random;
  readonly feed: Feed;
  readonly events: EventRecorder;
  /** Pods by the uid of what made them, and by the name of their node. */
  readonly podsByOwner: ObjectIndex;
  readonly podsByNode: ObjectIndex;
}
