import type { Labels, Sample } from '@tart-lab/contract/sample.ts';
import type { FlowStore } from './flowStore.ts';
import type { Covered } from './growing.ts';

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

/** What is measured, with labels that are made once and frozen: the history knows a series by that object. */
interface FlowSeries {
  readonly metric: string;
  readonly labels: Labels;
}

/**
 * Samples of the collector `flows`: rates a second over the time since the call before. None while Hubble is not heard, and none for an
 * interval with a break in it, unless all flows of the break came afterwards: then they count for the whole of it.
 */
export class FlowSampler {
  private readonly store: FlowStore;
  private readonly series = new Map<string, FlowSeries | null>();

  constructor(store: FlowStore) {
    this.store = store;
  }

  sample(atMs: number): Sample[] {
    const { coverage, growing } = this.store;
    const samples: Sample[] = [];
    const isCovered = (fromMs: number): Covered => {
      if (!coverage.isConnected()) return 'not now';
      return coverage.coveredMs(fromMs, atMs) >= LEAST_HEARD * (atMs - fromMs) ? 'all' : 'broken';
    };
    growing.takeRates(atMs, ALWAYS, isCovered, (name, value) => {
      const series = this.seriesOf(name);
      if (series) samples.push({ metric: series.metric, labels: series.labels, atMs, value });
    });
    return samples;
  }

  private seriesOf(name: string): FlowSeries | null {
    const known = this.series.get(name);
    if (known !== undefined) return known;
    const series = toSeries(name, this.store.cluster);
    this.series.set(name, series);
    return series;
  }
}

/** Null for a counter that is no series. */
function toSeries(name: string, cluster: string): FlowSeries | null {
  const space = name.indexOf(' ');
  const [kind, own] = space < 0 ? [name, ''] : [name.slice(0, space), name.slice(space + 1)];
  const metric = METRICS.get(kind);
  if (!metric) return null;
  const [id, label] = metric;
  return { metric: id, labels: Object.freeze({ cluster, ...(label === null ? {} : { [label]: own }) }) };
}
