import { FAMILIES } from '@tart-lab/contract/families.ts';
import type { Metric } from '@tart-lab/contract/metrics.ts';
import { selector } from './selector.ts';
import { ms, partMs, type Window } from './window.ts';

/** How a metric is found among what Prometheus scraped of the proxy. */
export interface Source {
  /** The families it is made of. */
  readonly families: readonly string[];
  /** A selector of few series from which the metric's label sets can be told, within matchers. */
  readonly shownBy: (match: string) => string;
  /** The expression whose value at the end of a step is the step's point. */
  readonly promql: (window: Window, metric: Metric) => string;
}

// `offset 1ms` makes a step begin where it does in the built-in engine: a value on a border belongs to the step it begins.
const BORDER = 'offset 1ms';

/** One series for each set of labels kept, even where two servers or two jobs scraped the same. */
const one = ({ by }: Window, expression: string, more: readonly string[] = [], how = 'max'): string =>
  `${how} by (${[...new Set([...by, ...more])].join(', ')}) (${expression})`;

/** The values of a step, folded as the catalogue says. */
function folded(family: string, window: Window, { fold }: Metric): string {
  const values = `${fold}_over_time(${selector(family, window.match)}[${ms(window.stepMs)}] ${BORDER})`;
  return one(window, values, [], fold === 'min' ? 'min' : 'max');
}

/** How fast a counter grew over a part of a step; two values at least are in it. */
const growth = (family: string, lengthMs: number, window: Window, more = ''): string =>
  `rate(${selector(family, window.match, more)}[${ms(lengthMs + window.intervalMs)}] ${BORDER})`;

/** Makes a rate of every part of a step, and folds them: parts without values count for nothing. */
function overParts(window: Window, { fold }: Metric, rateOf: (lengthMs: number) => string): string {
  const lengthMs = partMs(window);
  const rate = rateOf(lengthMs);
  return lengthMs === window.stepMs ? rate : `${fold}_over_time((${rate})[${ms(window.stepMs - 1)}:${ms(lengthMs)}])`;
}

const all = (family: string, more = '') => ({ families: [family], shownBy: (match: string) => selector(family, match, more) });

const value = (family: string): Source => ({ ...all(family), promql: (window, metric) => folded(family, window, metric) });
const rate = (family: string): Source => ({
  ...all(family),
  promql: (window, metric) => overParts(window, metric, (lengthMs) => one(window, growth(family, lengthMs, window))),
});

/** Two families, combined as folded values. */
const pair = (left: string, right: string, combine: (left: string, right: string) => string): Source => ({
  families: [left, right],
  shownBy: (match) => selector(right, match),
  promql: (window, metric) => combine(folded(left, window, metric), folded(right, window, metric)),
});

const CPU = 'node_cpu_seconds_total';
const OF_ALL_TIME = 'mode=~"user|nice|system|idle|iowait|irq|softirq|steal"';
/** Share of all CPU time; as it is a ratio of two growths, it needs no parts. */
function shareOfCpu(window: Window, numerator: string, more: readonly string[], match: string): string {
  const total = `sum by (${window.by.filter((label) => label !== 'mode').join(', ')}) (${growth(CPU, window.stepMs, window, OF_ALL_TIME)})`;
  const part = `sum by (${[...window.by.filter((label) => label !== 'mode'), ...more].join(', ')}) (${growth(CPU, window.stepMs, window, match)})`;
  return `${numerator}${part} / ${more.length > 0 ? `ignoring (${more.join(', ')}) group_left () ` : ''}${total}`;
}

const UPLINK = 'tart_network_uplink';
const uplinks = (family: string): Source => ({
  families: [family, UPLINK],
  shownBy: (match) => selector(UPLINK, match),
  promql: (window, metric) =>
    overParts(window, metric, (lengthMs) => {
      const device = ['device'];
      const counted = one(
        window,
        `last_over_time(${selector(UPLINK, window.match)}[${ms(lengthMs + window.intervalMs)}] ${BORDER})`,
        device,
      );
      return one(window, `${one(window, growth(family, lengthMs, window), device)} * ${counted}`, [], 'sum');
    }),
});

const ERRORS = ['receive_errs', 'receive_drop', 'transmit_errs', 'transmit_drop'].map((field) => `node_network_${field}_total`);

/** Metrics that are not one family of their own name or of their reading's. */
const SPECIAL: Readonly<Record<string, Source>> = {
  tart_vm_cpu_count: value('tart_vm_cpus'),
  tart_vm_memory_configured_bytes: value('tart_vm_memory_bytes'),
  tart_vm_cpu_busy_ratio: {
    ...all(CPU, 'cpu="0",mode="idle"'),
    promql: (window) => shareOfCpu(window, '1 - ', [], 'mode=~"idle|iowait"'),
  },
  tart_vm_cpu_mode_ratio: { ...all(CPU, 'cpu="0"'), promql: (window) => shareOfCpu(window, '', ['mode'], OF_ALL_TIME) },
  tart_vm_memory_used_bytes: pair('node_memory_MemTotal_bytes', 'node_memory_MemAvailable_bytes', (total, free) => `${total} - ${free}`),
  tart_vm_memory_used_ratio: pair(
    'node_memory_MemAvailable_bytes',
    'node_memory_MemTotal_bytes',
    (free, total) => `1 - ${free} / ${total}`,
  ),
  tart_vm_swap_used_bytes: pair('node_memory_SwapTotal_bytes', 'node_memory_SwapFree_bytes', (total, free) => `${total} - ${free}`),
  tart_vm_filesystem_used_ratio: pair(
    'node_filesystem_used_bytes',
    'node_filesystem_avail_bytes',
    (used, free) => `${used} / (${used} + ${free})`,
  ),
  tart_vm_network_receive_bytes_per_second: uplinks('node_network_receive_bytes_total'),
  tart_vm_network_transmit_bytes_per_second: uplinks('node_network_transmit_bytes_total'),
  tart_vm_device_errors_per_second: {
    families: ERRORS,
    shownBy: (match) => selector('node_network_receive_errs_total', match),
    promql: (window, metric) =>
      overParts(window, metric, (lengthMs) => ERRORS.map((family) => one(window, growth(family, lengthMs, window))).join(' + ')),
  },
  tart_flows_per_second: rate('tart_flows_total'),
  tart_flows_dropped_per_second: rate('tart_flows_dropped_total'),
  tart_flows_lost_per_second: rate('tart_flows_lost_total'),
  tart_flows_connections_per_second: rate('tart_flows_connections_total'),
  tart_flows_http_requests_per_second: rate('tart_flows_http_requests_total'),
  tartlab_proxy_cpu_ratio: rate('tartlab_proxy_cpu_seconds_total'),
  tartlab_proxy_loop_busy_ratio: rate('tartlab_proxy_loop_busy_seconds_total'),
  tartlab_frames_per_second: rate('tartlab_frames_total'),
  tartlab_samples_per_second: rate('tartlab_samples_total'),
  tartlab_requests_per_second: rate('tartlab_requests_total'),
};

const families = new Set(FAMILIES.map(({ name }) => name));

/** How a metric of the catalogue is found on the server; undefined for one that the page does not have. */
export function sourceOf({ id, from }: Metric): Source | undefined {
  if (Object.hasOwn(SPECIAL, id)) return SPECIAL[id];
  if (from) return from.as === 'rate' ? rate(from.reading) : value(from.reading);
  return families.has(id) ? value(id) : undefined;
}

/** The labels that say where a series is from. */
const PLACES: Readonly<Record<Metric['scope'], readonly string[]>> = {
  vm: ['vm', 'mac', 'cluster'],
  mac: ['mac'],
  cluster: ['cluster'],
  proxy: [],
};

/** The labels of a metric's series, as the built-in engine has them. */
export const labelsOf = ({ scope, labels }: Metric): readonly string[] => [
  ...PLACES[scope],
  ...(scope === 'cluster' && labels.includes('node') ? ['vm', 'mac'] : []),
  ...labels,
];

/** Tells our families from the same ones of a node_exporter or kube-state-metrics, which know no VM and no cluster. */
export const ownOnly = ({ scope }: Metric): string => (scope === 'proxy' ? '' : `${scope}!=""`);
