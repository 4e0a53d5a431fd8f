import type { LabEvent } from '@tart-lab/contract/event.ts';
import { WATCHED_RESOURCES } from '../collect/kube/resources.ts';
import type { Semaphore } from '../lifecycle/semaphore.ts';
import type { ClusterWatches } from '../live/clusterState.ts';
import type { Log } from '../log.ts';
import type { LabelsOfNode } from '../sample/cluster/labelSets.ts';
import type { PodRow } from '../parse/kube/rows.ts';
import { toHpaEvents, toNodeEvents, toPodEvents, type CrashLoops, type EventScope } from '../sample/cluster/toClusterEvents.ts';
import type { KubeApi } from '../transport/kube/kubeApi.ts';
import { openKubeWatch } from '../transport/kube/openKubeWatch.ts';
import type { RowChange, WatchedResource, WatchState } from '../transport/kube/kubeWatch.ts';

export interface ClusterWatchParts {
  readonly api: KubeApi;
  readonly lists: Semaphore;
  readonly labelsOfNode: LabelsOfNode;
  /** Every change of pods; `first`: what there was when the watch began. */
  readonly onPods?: (changes: readonly RowChange<PodRow>[], first: boolean) => void;
  readonly publish: (events: readonly LabEvent[]) => void;
  readonly log: Log;
  readonly now: () => number;
}

export interface OpenedWatches {
  readonly watches: ClusterWatches;
  /** Resolves with the first list of pods. */
  readonly podsListed: Promise<void>;
  /** Resolves when all have ended after the signal's abort. */
  readonly ended: Promise<void>;
}

/** Opens every watch of a cluster; what nodes, pods and HPAs do becomes events. How a watch stands is logged when it changes. */
export function openClusterWatches(parts: ClusterWatchParts, signal: AbortSignal): OpenedWatches {
  const { api, lists, labelsOfNode, onPods, publish, log, now } = parts;
  const ends: Promise<void>[] = [];
  const loops: CrashLoops = new Map();
  const scope = (): EventScope => ({ cluster: api.cluster, labelsOfNode, nowMs: now(), loops });
  let podsListed = (): void => undefined;
  const listed = new Promise<void>((resolve) => (podsListed = resolve));

  function watch<Row>(
    resource: WatchedResource<Row>,
    toEvents?: (changes: readonly RowChange<Row>[]) => readonly LabEvent[],
    onRows?: (changes: readonly RowChange<Row>[], first: boolean) => void,
  ) {
    const onChange = (changes: readonly RowChange<Row>[]): void => {
      publish(toEvents?.(changes) ?? []);
      onRows?.(changes, false);
    };
    const options = {
      onChange,
      // The first list shows what is, not what happened.
      onReplace: (changes: readonly RowChange<Row>[], first: boolean): void => {
        if (!first) return onChange(changes);
        onRows?.(changes, true);
        if (resource.name === 'pods') podsListed();
      },
      onState: ({ phase, problem }: WatchState): void => {
        const fields = { cluster: api.cluster, watch: resource.name, phase };
        if (problem) log.warn({ ...fields, kind: problem.kind, detail: problem.detail }, 'watch_state');
        else log.debug(fields, 'watch_state');
      },
      lists,
      now,
    };
    const opened = openKubeWatch(api, resource, options, signal);
    ends.push(opened.ended);
    return opened;
  }

  const watches: ClusterWatches = {
    nodes: watch(WATCHED_RESOURCES.nodes, (changes) => toNodeEvents(changes, scope())),
    pods: watch(WATCHED_RESOURCES.pods, (changes) => toPodEvents(changes, scope()), onPods),
    deployments: watch(WATCHED_RESOURCES.deployments),
    hpas: watch(WATCHED_RESOURCES.hpas, (changes) => toHpaEvents(changes, scope())),
    pdbs: watch(WATCHED_RESOURCES.pdbs),
    services: watch(WATCHED_RESOURCES.services),
    endpointSlices: watch(WATCHED_RESOURCES.endpointSlices),
    events: watch(WATCHED_RESOURCES.events),
  };
  return { watches, podsListed: listed, ended: Promise.all(ends).then(() => undefined) };
}
