import type { Sample } from '@tart-lab/contract/sample.ts';
import type { FlowStore } from './flowStore.ts';

/** What stands at 0 while nothing happens, as that was measured too. */
const ALWAYS = ['flows forwarded', 'flows dropped', 'connections', 'lost HUBBLE_RING_BUFFER'];
const METRICS: ReadonlyMap<string, readonly [metric: string, label: string | null]> = new Map([
  ['flows', ['tart_flows_per_second', 'verdict']],
  ['dropped', ['tart_flows_dropped_per_second', 'reason']],
  ['lost', ['tart_flows_lost_per_second', 'source']],
  ['connections', ['tart_flows_connections_per_second', null]],
  ['http', ['tart_flows_http_requests_per_second', 'code']],
]);
/** Of an interval that must have been heard: the end of a break is dated by the last sign of life. */
const LEAST_HEARD = 0.9;

/**
 * Samples of the collector `flows`: rates a second over the time since the call before. None while Hubble is not heard, and none for an
 * interval with a break in it, unless all flows of the break came afterwards: then they count for the whole of it.
 */
export function sampleFlows(store: FlowStore, atMs: number): Sample[] {
  const { coverage, cluster } = store;
  const rates = store.growing.takeRates(atMs, ALWAYS, (fromMs) => {
    if (!coverage.isConnected()) return 'not now';
    return coverage.coveredMs(fromMs, atMs) >= LEAST_HEARD * (atMs - fromMs) ? 'all' : 'broken';
  });
  if (rates === null) return [];
  return [...rates].flatMap(([name, value]): Sample[] => {
    const space = name.indexOf(' ');
    const [kind, own] = space < 0 ? [name, ''] : [name.slice(0, space), name.slice(space + 1)];
    const metric = METRICS.get(kind);
    if (!metric) return [];
    const [id, label] = metric;
    return [{ metric: id, labels: { cluster, ...(label === null ? {} : { [label]: own }) }, atMs, value }];
  });
}
