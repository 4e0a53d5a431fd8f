import { findMetric } from '@tart-lab/contract/metrics.ts';
import { LOAD_TESTS_LAST_MS, type ClusterState, type WatchName } from '../live/clusterState.ts';
import { addNode } from './kube/nodeLines.ts';
import { addPod } from './kube/podLines.ts';
import { addDeployment, addHpa, addPdb, addReplicaSets, addService } from './kube/workloadLines.ts';
import { labelText } from './labelText.ts';
import type { Lines } from './lines.ts';
import type { Metric } from '@tart-lab/contract/metrics.ts';

/** Some 10,000 pods with one container each. */
const MOST_SERIES = 300_000;
/** How long what a watch said last counts for now after it lost touch; a watch that is opened anew is back sooner. */
const MOST_AGE_MS = 30_000;
const MOST_PERIODS = 2.5;

/** When and how often a catalogue metric of a cluster comes, in ms. */
export interface ClusterTimes {
  readonly nowMs: number;
  readonly intervalMs: (metric: Metric) => number;
}

const sorted = <Row>(rows: ReadonlyMap<string, Row>): Row[] => [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);

const lastsMs = (metric: Metric, intervalMs: ClusterTimes['intervalMs']): number =>
  metric.collector === 'loadTest' ? LOAD_TESTS_LAST_MS : intervalMs(metric) * MOST_PERIODS;

/** A cluster: the catalogue's metrics as they were sampled last, and its objects under kube-state-metrics' names. */
export function addCluster(lines: Lines, cluster: ClusterState, { nowMs, intervalMs }: ClusterTimes): void {
  const { name, view } = cluster;
  const isKnown = (watch: WatchName): boolean => (cluster.ageMs(watch, nowMs) ?? Infinity) <= MOST_AGE_MS;
  lines.within('clusters', MOST_SERIES, () => {
    for (const { metric, labels, value, atMs } of cluster.latest()) {
      const known = findMetric(metric);
      if (known && nowMs - atMs <= lastsMs(known, intervalMs)) lines.add(metric, labelText(labels), value, atMs);
    }
    if (isKnown('nodes')) for (const node of sorted(view.nodes)) addNode(lines, name, node);
    if (isKnown('deployments')) for (const row of sorted(view.deployments)) addDeployment(lines, name, row);
    if (isKnown('hpas')) for (const row of sorted(view.hpas)) addHpa(lines, name, row);
    if (isKnown('pdbs')) for (const row of sorted(view.pdbs)) addPdb(lines, name, row);
    if (isKnown('services')) for (const row of sorted(view.services)) addService(lines, name, row);
    if (!isKnown('pods')) return;
    const pods = sorted(view.pods);
    addReplicaSets(lines, name, pods);
    // Last, as they are the many: where there are too many series, those are cut.
    for (const pod of pods) addPod(lines, name, pod);
  });
}
