import { findMetric, METRICS, type Metric } from '@tart-lab/contract/metrics.ts';
import type { Labels, Sample } from '@tart-lab/contract/sample.ts';
import type { Vm } from '@tart-lab/contract/target.ts';
import type { GuestReport } from '../collect/report.ts';
import { type AddValue, type Computation, computations, type LabelsOf, uplinksOf } from './computed.ts';
import { LabelSets } from './labelSets.ts';
import { isPodDevice } from './podDevice.ts';
import { type ByName, type Layout, type Track, Tracks } from './tracks.ts';

/** What must be remembered of a VM's frames to make rates of the next. */
export interface SampleMemory {
  readonly tracks: Tracks;
  readonly uptimeSeconds: number | null;
  readonly bootId: string | null;
  /** The labels of the frames before, to be used again. */
  readonly labels: LabelSets;
  /** What is made of each layout, with these labels. */
  readonly plans: WeakMap<Layout, readonly Computation[]>;
}

/** Whose report it is, and how often one is expected (ms). */
export interface SampleTarget {
  readonly vm: Vm;
  readonly intervalMs: number;
}

/** Longest gap between two readings over which a rate is drawn, in frames. */
const MAX_GAP_INTERVALS = 2.5;

const BY_READING = new Map<string, Metric[]>();
for (const metric of METRICS) {
  if (metric.from) BY_READING.set(metric.from.reading, [...(BY_READING.get(metric.from.reading) ?? []), metric]);
}

/** A metric that is one reading: its value, or its growth per second. */
function direct({ id, kind, from, min = -Infinity, max = Infinity }: Metric, track: Track, labels: Labels): Computation {
  return (add) => {
    const value = from?.as === 'rate' ? track.perSecond : track.value;
    // Only a share of time can leave its bounds, by the jitter between the guest's clock and ours.
    if (!Number.isNaN(value)) add(id, labels, kind === 'ratio' ? Math.min(max, Math.max(min, value)) : value);
  };
}

function directs(byName: ByName, labelsOf: LabelsOf): Computation[] {
  const uplinks = uplinksOf(byName);
  return [...byName].flatMap(([name, tracks]) =>
    (BY_READING.get(name) ?? []).flatMap((metric) =>
      tracks.flatMap((track) => {
        const device = track.labels['device'] ?? '';
        return metric.collector === 'network' && isPodDevice(device) && !uplinks.has(device)
          ? []
          : [direct(metric, track, labelsOf(metric.id, track.labels))];
      }),
    ),
  );
}

/** What the exchange itself and the inventory say. */
function addFacts(addValue: AddValue, labels: Labels, report: GuestReport, vm: Vm, byName: ByName): void {
  const add = (metric: string, value: number | null | undefined) => {
    if (value !== null && value !== undefined) addValue(metric, labels, value);
  };
  add('tart_vm_up', report.answered ? 1 : 0);
  add('tart_vm_cpu_count', vm.cpuCount);
  add('tart_vm_memory_configured_bytes', vm.memoryBytes);
  add('tart_vm_image_bytes', vm.imageBytes);
  if (report.frameMs !== undefined) add('tart_vm_frame_seconds', report.frameMs / 1000);
  // A cut frame has no middle to compare clocks by, and the first of a channel holds the shell's set-up.
  if (report.roundTripMs === undefined || report.freshChannel) return;
  add('tart_vm_round_trip_seconds', report.roundTripMs / 1000);
  const guestSeconds = byName.get('node_time_seconds')?.[0]?.value;
  if (guestSeconds !== undefined) add('tart_vm_clock_offset_seconds', guestSeconds - report.atMs / 1000);
}

/** Readings with counters that still mean the same: none after a reboot, and not the channel's own cost when the channel is new. */
function comparable(memory: SampleMemory, report: GuestReport, uptimeSeconds: number | undefined): Tracks {
  const bootId = report.info?.bootId ?? null;
  const rebooted =
    (memory.bootId !== null && bootId !== null && bootId !== memory.bootId) ||
    (memory.uptimeSeconds !== null && uptimeSeconds !== undefined && uptimeSeconds < memory.uptimeSeconds);
  if (rebooted) return new Tracks();
  if (report.freshChannel) memory.tracks.forget('tartlab_guest_cpu_seconds_total');
  return memory.tracks;
}

const nothingOf = (vm: Vm): SampleMemory => ({
  tracks: new Tracks(),
  uptimeSeconds: null,
  bootId: null,
  labels: new LabelSets(vm),
  plans: new WeakMap(),
});

/**
 * Makes a report's samples: the catalogue's metrics with the VM's labels (`vm`, `mac`, `cluster` when known) and the metric's own,
 * at the report's time. The memory of the frame before goes in and is used up, that for the next comes out.
 *
 * A rate needs two readings of one counter that can be compared (see `Tracks`); otherwise there is no sample, and the series
 * shows a gap. A report without an answer gives `tart_vm_up` 0 and what the inventory knows.
 */
export function sampleReport(
  memory: SampleMemory | undefined,
  report: GuestReport,
  { vm, intervalMs }: SampleTarget,
): { samples: Sample[]; memory: SampleMemory } {
  const before = memory ?? nothingOf(vm);
  const uptimeSeconds = report.readings.find(({ name }) => name === 'tart_uptime_seconds')?.value;
  const tracks = comparable(before, report, uptimeSeconds);
  const layout = tracks.take(report.readings, report.atMs, intervalMs * MAX_GAP_INTERVALS);
  const { labels, plans } = before.labels.fit(vm) ? before : nothingOf(vm);
  const labelsOf: LabelsOf = (metric, own) => labels.of(findMetric(metric)?.labels ?? [], own);
  let plan = plans.get(layout);
  if (!plan) plans.set(layout, (plan = [...directs(layout.byName, labelsOf), ...computations(layout.byName, labelsOf)]));
  const samples: Sample[] = [];
  const { atMs } = report;
  const add: AddValue = (metric, own, value) => samples.push({ metric, labels: own, atMs, value });
  addFacts(add, labels.of([]), report, vm, layout.byName);
  plan.forEach((compute) => compute(add));
  return {
    samples,
    memory: {
      tracks,
      uptimeSeconds: uptimeSeconds ?? before.uptimeSeconds,
      bootId: report.info?.bootId ?? before.bootId,
      labels,
      plans,
    },
  };
}
