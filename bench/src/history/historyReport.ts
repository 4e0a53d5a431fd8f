import { toSpread } from '../measure/percentile.ts';
import { toBudget } from '../report/budget.ts';
import type { SectionReport, Table } from '../report/section.ts';
import { ASKED } from './dataset.ts';
import type { Timed } from './timeQueries.ts';

/** A run of cycles written as fast as the history takes them. */
export interface Ingest {
  readonly vms: number;
  readonly samplesACycle: number;
  readonly flushesMs: readonly number[];
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  readonly diskBytes: number;
}

/** What an engine takes with the data set in it, after the queries. */
export interface EngineSize {
  readonly engine: string;
  readonly diskBytes: number;
  readonly residentBytes: number;
  readonly highestBytes: number;
}

/** The tables and budgets of the section. */
export function toHistoryReport(
  ingests: readonly Ingest[],
  timed: readonly Timed[],
  sizes: readonly EngineSize[],
  samples: number,
  skipped: readonly string[],
): SectionReport {
  const queries = timed.map(({ question: { engine, range, metric }, latenciesMs, points }) => {
    const { p50, p99 } = toSpread(latenciesMs);
    return { range, metric, engine, p50, p99, points };
  });
  queries.sort(
    (a, b) => a.range.localeCompare(b.range) || ASKED.indexOf(a.metric) - ASKED.indexOf(b.metric) || b.engine.localeCompare(a.engine),
  );
  const p50Of = (range: string, metric = ASKED[0]): number | null =>
    queries.find((row) => row.range === range && row.metric === metric && row.engine === 'Tart Lab')?.p50 ?? null;
  const rows = queries.map((row) => {
    const ours = p50Of(row.range, row.metric);
    return { ...row, ratio: ours === null || row.p50 === null ? null : `${(row.p50 / ours).toFixed(1)} ×` };
  });
  return {
    section: 'history',
    tables: [ingestTable(ingests), queriesTable(rows), sizesTable(sizes, samples)],
    budgets: [toBudget('query 6 h × 10 VMs, p50', p50Of('6 h'), 25, 'ms'), toBudget('query 7 d × 10 VMs, p50', p50Of('7 d'), 60, 'ms')],
    skipped,
  };
}

function ingestTable(ingests: readonly Ingest[]): Table {
  return {
    title: 'Writing: one cycle after the other, each flushed to disk',
    columns: [
      { key: 'vms', title: 'VMs', unit: 'count' },
      { key: 'samples', title: 'samples a cycle', unit: 'count' },
      { key: 'cycles', title: 'cycles', unit: 'count' },
      { key: 'first', title: 'first flush', unit: 'ms' },
      { key: 'p50', title: 'others p50', unit: 'ms' },
      { key: 'p99', title: 'p99', unit: 'ms' },
      { key: 'cpu', title: 'CPU/min at 5 s', unit: 'cpuSeconds' },
      { key: 'memory', title: 'memory', unit: 'megabytes' },
    ],
    rows: ingests.map(({ vms, samplesACycle, flushesMs, cpuSeconds, residentBytes }) => {
      const [first = null, ...others] = flushesMs;
      const { p50, p99, count } = toSpread(others);
      return {
        vms,
        samples: samplesACycle,
        cycles: count + 1,
        first,
        p50,
        p99,
        cpu: (cpuSeconds / count) * 12,
        memory: residentBytes / 1e6,
      };
    }),
    notes: ['The first flush also names every series. CPU (without it) and memory of the whole process, history thread included.'],
  };
}

function queriesTable(rows: Table['rows']): Table {
  return {
    title: 'Reading: one metric of 10 VMs for a panel of 1,000 points, over HTTP, engines taking turns',
    columns: [
      { key: 'range', title: 'range', unit: 'text' },
      { key: 'metric', title: 'metric', unit: 'text' },
      { key: 'engine', title: 'engine', unit: 'text' },
      { key: 'p50', title: 'p50', unit: 'ms' },
      { key: 'p99', title: 'p99', unit: 'ms' },
      { key: 'ratio', title: 'p50 by Tart Lab’s', unit: 'text' },
      { key: 'points', title: 'points', unit: 'count' },
    ],
    rows,
    notes: [
      'Tart Lab on Prometheus: history.engine: prometheus, by PromQL over what the page shows; CPU of 32 counters a VM, network of a counter and the uplink. The other two ask for ready series.',
      'Tart Lab averages within a step (as avg_over_time does); a plain Prometheus query picks one sample a step.',
      'Seven days are by the minute but for the last hours, in both: Prometheus would hold twelve times as many samples of them at 5 s.',
    ],
  };
}

function sizesTable(sizes: readonly EngineSize[], samples: number): Table {
  return {
    title: `The same ${samples.toLocaleString('en-US')} samples in both`,
    columns: [
      { key: 'engine', title: 'engine', unit: 'text' },
      { key: 'disk', title: 'disk', unit: 'megabytes' },
      { key: 'memory', title: 'memory after the queries', unit: 'megabytes' },
      { key: 'highest', title: 'highest', unit: 'megabytes' },
    ],
    rows: sizes.map(({ engine, diskBytes, residentBytes, highestBytes }) => ({
      engine,
      disk: diskBytes / 1e6,
      memory: residentBytes / 1e6,
      highest: highestBytes / 1e6,
    })),
    notes: ['Tart Lab keeps raw points for 24 h and four values a minute beyond; Prometheus keeps every sample.'],
  };
}
