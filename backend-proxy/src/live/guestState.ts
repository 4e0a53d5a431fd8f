import { findMetric } from '@tart-lab/contract/metrics.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { READINGS } from '@tart-lab/contract/readings.ts';
import type { GuestInfo, PortRow, ProcessRow } from '@tart-lab/contract/rows.ts';
import type { Reading, Sample } from '@tart-lab/contract/sample.ts';
import type { GuestReport } from '../collect/report.ts';
import { groupBy } from '../groupBy.ts';
import { keepSince } from '../problems.ts';

/** What was read at one time (epoch ms). */
export interface At<T> {
  readonly atMs: number;
  readonly rows: readonly T[];
}

/** Readings of a collector, and how to make those that only the page for Prometheus shows. */
export interface ReadingsAt extends At<Reading> {
  readonly details?: (() => readonly Reading[]) | undefined;
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
  private readonly samples = new Map<string, Sample[]>();
  private readonly readings = new Map<string, ReadingsAt>();
  private ratedBefore: At<Reading> | undefined;

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
    return metric === undefined ? [...this.samples.values()].flat() : (this.samples.get(metric) ?? []);
  }

  /** The latest readings under node_exporter's names, by collector. */
  latestReadings(): ReadonlyMap<string, ReadingsAt> {
    return this.readings;
  }

  /** Network counters and the ones before them, for rates of devices of which no series is kept. */
  networkReadings(): { readonly now: At<Reading> | undefined; readonly before: At<Reading> | undefined } {
    return { now: this.readings.get(RATED), before: this.ratedBefore };
  }

  problems(): Problem[] {
    return this.problem ? [this.problem, ...this.sectionProblems] : [...this.sectionProblems];
  }

  private applySamples(samples: readonly Sample[], whole: ReadonlySet<string>): void {
    for (const metric of [...this.samples.keys()]) if (whole.has(findMetric(metric)?.collector ?? '')) this.samples.delete(metric);
    for (const [metric, latest] of groupBy(samples, (sample) => sample.metric)) this.samples.set(metric, latest);
  }

  private applyReadings({ readings, details, atMs }: GuestReport, whole: ReadonlySet<string>): void {
    const byCollector = groupBy(readings, ({ name }) => collectorOfReading.get(name) ?? '');
    for (const collector of whole) {
      const before = this.readings.get(collector);
      if (before && collector === RATED) this.ratedBefore = before;
      this.readings.set(collector, { atMs, rows: byCollector.get(collector) ?? [], details: details?.get(collector) });
    }
    for (const [collector, rows] of byCollector) if (!whole.has(collector)) this.readings.set(collector, { atMs, rows });
  }
}
