import { findMetric } from '@tart-lab/contract/metrics.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { READINGS } from '@tart-lab/contract/readings.ts';
import type { GuestInfo, PortRow, ProcessRow } from '@tart-lab/contract/rows.ts';
import type { Labels, Reading, Sample } from '@tart-lab/contract/sample.ts';
import type { GuestReport } from '../collect/report.ts';
import { keepSince } from '../problems.ts';

/** What was read at one time (epoch ms). */
export interface At<T> {
  readonly atMs: number;
  readonly rows: readonly T[];
}

/** What a collector read at one time (epoch ms): made when somebody asks, with what only the page for Prometheus shows. */
export interface ReadingsAt {
  readonly atMs: number;
  readonly readings: () => readonly Reading[];
}

/** The latest values of one metric's series: the first `size` of the arrays. They have one time, as a frame brings them together. */
interface Column {
  readonly collector: string | undefined;
  atMs: number;
  size: number;
  readonly labels: Labels[];
  readonly values: number[];
}

const RATED = 'network';
const collectorOfReading = new Map(READINGS.map(({ name, collector }) => [name, collector]));

/** What one guest last said, collector by collector. A silent guest keeps all of it; each part knows its age. */
export class GuestState {
  up = false;
  /** Since when it answers, or does not; null before the first report. */
  sinceMs: number | null = null;
  lastAnswerMs: number | null = null;
  problem: Problem | null = null;
  ports: At<PortRow> | null = null;
  processes: At<ProcessRow> | null = null;
  info: GuestInfo | null = null;
  private sectionProblems: Problem[] = [];
  private readonly columns = new Map<string, Column>();
  private readonly readings = new Map<string, ReadingsAt>();
  private ratedBefore: ReadingsAt | undefined;

  /** Takes over a frame's report: what its sections say replaces what they said before, the rest stays. */
  apply(report: GuestReport, samples: readonly Sample[]): void {
    const { atMs, answered, sections } = report;
    if (this.sinceMs === null || answered !== this.up) this.sinceMs = atMs;
    this.up = answered;
    const [problem] = keepSince(report.problem ? [report.problem] : [], this.problem ? [this.problem] : [], atMs);
    this.problem = problem ?? null;
    if (answered) this.lastAnswerMs = atMs;
    const whole = new Set(sections.filter(({ ok }) => ok).map(({ collector }) => collector));
    const failed = keepSince(report.problems, this.sectionProblems, atMs);
    const renewed = new Set(failed.map(({ section }) => section));
    const lasting = this.sectionProblems.filter(({ section }) => !renewed.has(section) && !whole.has(section ?? ''));
    this.sectionProblems = [...failed, ...lasting];
    this.applySamples(samples, whole);
    this.applyReadings(report, whole);
    if (report.ports) this.ports = { atMs, rows: report.ports };
    if (report.processes) this.processes = { atMs, rows: report.processes };
    if (report.info) this.info = report.info;
  }

  /** The latest value of every series, of one metric or all. */
  latest(metric?: string): readonly Sample[] {
    if (metric === undefined) return [...this.columns.keys()].flatMap((known) => this.latest(known));
    const column = this.columns.get(metric);
    if (!column) return [];
    const { size, values, atMs } = column;
    return column.labels.slice(0, size).map((labels, i) => ({ metric, labels, atMs, value: values[i] ?? NaN }));
  }

  /** The latest readings under node_exporter's names, by collector. */
  latestReadings(): ReadonlyMap<string, ReadingsAt> {
    return this.readings;
  }

  /** Network counters and the ones before them, for rates of devices of which no series is kept. */
  networkReadings(): { readonly now: ReadingsAt | undefined; readonly before: ReadingsAt | undefined } {
    return { now: this.readings.get(RATED), before: this.ratedBefore };
  }

  problems(): Problem[] {
    return this.problem ? [this.problem, ...this.sectionProblems] : [...this.sectionProblems];
  }

  /** Values are written where those before stood: as objects they would live until the next frame, and grow old by that. */
  private applySamples(samples: readonly Sample[], whole: ReadonlySet<string>): void {
    this.columns.forEach((column) => {
      if (column.collector !== undefined && whole.has(column.collector)) column.size = 0;
    });
    const begun = new Set<Column>();
    samples.forEach(({ metric, labels, atMs, value }) => {
      const column = this.columnOf(metric);
      if (!begun.has(column)) {
        begun.add(column);
        column.size = 0;
        column.atMs = atMs;
      }
      column.labels[column.size] = labels;
      column.values[column.size] = value;
      column.size++;
    });
  }

  private columnOf(metric: string): Column {
    const known = this.columns.get(metric);
    if (known) return known;
    const column = { collector: findMetric(metric)?.collector, atMs: NaN, size: 0, labels: [], values: [] };
    this.columns.set(metric, column);
    return column;
  }

  private applyReadings({ readings, again, atMs }: GuestReport, whole: ReadonlySet<string>): void {
    const byCollector = new Map<string, Reading[]>();
    readings.forEach((reading) => {
      const collector = collectorOfReading.get(reading.name) ?? '';
      if (again?.has(collector)) return;
      const rows = byCollector.get(collector);
      if (rows) rows.push(reading);
      else byCollector.set(collector, [reading]);
    });
    whole.forEach((collector) => {
      const before = this.readings.get(collector);
      if (before && collector === RATED) this.ratedBefore = before;
      this.readings.set(collector, { atMs, readings: again?.get(collector) ?? always(byCollector.get(collector) ?? []) });
    });
    byCollector.forEach((rows, collector) => {
      if (!whole.has(collector)) this.readings.set(collector, { atMs, readings: always(rows) });
    });
  }
}

/** Made apart, so that it holds nothing else. */
const always =
  <T>(rows: T) =>
  (): T =>
    rows;
