import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { WATCHED_RESOURCES } from './collect/kube/resources.ts';
import { ClusterState, type ClusterWatches, type WatchName } from './live/clusterState.ts';
import type { WatchedResource, WatchState } from './transport/kube/kubeWatch.ts';

export const NOW = Date.parse('2026-11-20T12:00:00Z');
const List = z.looseObject({
  items: z.array(z.looseObject({ metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }) })),
});
/** In touch for a minute; last heard of 20 s ago. */
export const WATCHING: WatchState = {
  phase: 'watching',
  sinceMs: NOW - 60_000,
  lastContactMs: NOW - 20_000,
  problem: null,
  objects: 1,
  malformed: 0,
  lists: 1,
  restarts: 0,
};
/** Out of touch for 95 s. */
export const DOWN: WatchState = {
  ...WATCHING,
  phase: 'down',
  lastContactMs: NOW - 95_000,
  problem: { kind: 'cluster_unreachable', target: 'dev', doing: 'watch', detail: 'connection refused', advice: 'Start it.' },
};

/** A watch that holds the recorded objects of a kind. */
function watch<Row>(file: string, resource: WatchedResource<Row>, state: WatchState) {
  const text = readFileSync(new URL(`../fixtures/kube/${file}.json`, import.meta.url), 'utf8');
  const rows = new Map<string, Row>();
  for (const item of List.parse(JSON.parse(text)).items) {
    const row = resource.toRow(item);
    const { name, namespace } = item.metadata;
    if (row.ok) rows.set(namespace === undefined ? name : `${namespace}/${name}`, row.value);
  }
  return { rows, state: () => state };
}
/** The cluster `dev` with the recorded objects, its watches standing as given. */
export function clusterOf(states: Partial<Record<WatchName, WatchState>> = {}): ClusterState {
  const { nodes, pods, deployments, hpas, pdbs, services, endpointSlices, events } = WATCHED_RESOURCES;
  const watches: ClusterWatches = {
    nodes: watch('nodes', nodes, states.nodes ?? WATCHING),
    pods: watch('pods', pods, states.pods ?? WATCHING),
    deployments: watch('deployments', deployments, states.deployments ?? WATCHING),
    hpas: watch('hpas', hpas, states.hpas ?? WATCHING),
    pdbs: watch('pdbs', pdbs, states.pdbs ?? WATCHING),
    services: watch('services', services, states.services ?? WATCHING),
    endpointSlices: watch('endpointSlices', endpointSlices, states.endpointSlices ?? WATCHING),
    events: watch('events', events, states.events ?? WATCHING),
  };
  return new ClusterState('dev', watches);
}
