import type { ClusterState } from '../live/clusterState.ts';
import { labelText } from './labelText.ts';
import type { Lines } from './lines.ts';

const MOST_SERIES = 500;
/** What stands at 0 while nothing happened, as that was measured too. */
const ALWAYS = ['flows forwarded', 'flows dropped', 'connections', 'lost HUBBLE_RING_BUFFER'];
const FAMILY: ReadonlyMap<string, readonly [family: string, label: string]> = new Map([
  ['flows', ['tart_flows_total', 'verdict']],
  ['dropped', ['tart_flows_dropped_total', 'reason']],
  ['lost', ['tart_flows_lost_total', 'source']],
  ['connections', ['tart_flows_connections_total', '']],
  ['http', ['tart_flows_http_requests_total', 'code']],
]);

/** What Hubble reported of a cluster since the proxy started. Nothing while Hubble is not heard: its counters would only stand still. */
export function addFlows(lines: Lines, cluster: ClusterState): void {
  const { coverage, growing } = cluster.flows;
  if (cluster.hubble() === null || !coverage.isConnected()) return;
  const counted = growing.counted();
  lines.within('flows', MOST_SERIES, () => {
    for (const name of [...new Set([...ALWAYS, ...counted.keys()])].sort()) {
      const space = name.indexOf(' ');
      const [kind, own] = space < 0 ? [name, ''] : [name.slice(0, space), name.slice(space + 1)];
      const [family, label] = FAMILY.get(kind) ?? [];
      if (family === undefined || label === undefined) continue;
      lines.add(family, labelText({ ...(label === '' ? {} : { [label]: own }), cluster: cluster.name }), counted.get(name) ?? 0);
    }
  });
}
