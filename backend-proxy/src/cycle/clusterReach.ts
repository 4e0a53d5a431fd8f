import type { LabEvent } from '@tart-lab/contract/event.ts';
import type { ClusterState } from '../live/clusterState.ts';

/**
 * Notices when a cluster falls out of touch and when it is back, each as one event. A cluster that was never in touch is said to be
 * unreachable once it is known to be.
 */
export class ClusterReach {
  private up: boolean | null = null;
  private sinceMs = 0;

  /** What changed since the last call. */
  toEvents(cluster: ClusterState, nowMs: number): LabEvent[] {
    if (this.up === null && !cluster.isDecided()) return [];
    const up = cluster.isUp();
    if (up === this.up) return [];
    const first = this.up === null;
    const lostMs = nowMs - this.sinceMs;
    this.up = up;
    this.sinceMs = nowMs;
    const labels = { cluster: cluster.name };
    if (!up) {
      const why = cluster.problems()[0]?.detail ?? 'a watch is out of touch';
      return [{ atMs: nowMs, kind: 'cluster_unreachable', severity: 'error', text: `${cluster.name} is out of touch: ${why}`, labels }];
    }
    if (first) return [];
    const text = `${cluster.name} is in touch again after ${Math.round(lostMs / 1000)} s`;
    return [{ atMs: nowMs, kind: 'cluster_back', severity: 'info', text, labels }];
  }
}
