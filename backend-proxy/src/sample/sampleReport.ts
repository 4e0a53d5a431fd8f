import { findMetric, METRICS, type Metric } from '@tart-lab/contract/metrics.ts';
import type { Sample } from '@tart-lab/contract/sample.ts';
import type { Vm } from '@tart-lab/contract/target.ts';
import type { GuestReport } from '../collect/report.ts';
import { type ByName, type Computed, computedMetrics, uplinksOf } from './computed.ts';
import { type Counters, growth, type Grown } from './growth.ts';
import { LabelSets } from './labelSets.ts';
import { isPodDevice } from './podDevice.ts';

/** What must be remembered of a VM's frames to make rates of the next. */
export interface SampleMemory {
  readonly counters: Counters;
  readonly uptimeSeconds: number | null;
  readonly bootId: string | null;
  /** The labels of the frames before, to be used again. */
  readonly labels?: LabelSets;
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

const clamp = (value: number, { min = -Infinity, max = Infinity }: Metric) => Math.min(max, Math.max(min, value));

/** Metrics that are one reading: its value, or its growth per second. */
function direct(byName: ByName): Computed[] {
  const uplinks = uplinksOf(byName);
  const computed: Computed[] = [];
  for (const [name, grown] of byName) {
    for (const metric of BY_READING.get(name) ?? []) {
      for (const { reading, perSecond } of grown) {
        const value = metric.from?.as === 'rate' ? perSecond : reading.value;
        const device = reading.labels['device'] ?? '';
        if (value === null || (metric.collector === 'network' && isPodDevice(device) && !uplinks.has(device))) continue;
        // Only a share of time can leave its bounds, by the jitter between the guest's clock and ours.
        computed.push({ metric: metric.id, value: metric.kind === 'ratio' ? clamp(value, metric) : value, labels: reading.labels });
      }
    }
  }
  return computed;
}

/** What the exchange itself and the inventory say. */
function facts(report: GuestReport, vm: Vm, byName: ByName): Computed[] {
  const computed: Computed[] = [{ metric: 'tart_vm_up', value: report.answered ? 1 : 0 }];
  const add = (metric: string, value: number | null | undefined) => {
    if (value !== null && value !== undefined) computed.push({ metric, value });
  };
  add('tart_vm_cpu_count', vm.cpuCount);
  add('tart_vm_memory_configured_bytes', vm.memoryBytes);
  add('tart_vm_image_bytes', vm.imageBytes);
  if (report.frameMs !== undefined) add('tart_vm_frame_seconds', report.frameMs / 1000);
  // A cut frame has no middle to compare clocks by, and the first of a channel holds the shell's set-up.
  if (report.roundTripMs === undefined || report.freshChannel) return computed;
  add('tart_vm_round_trip_seconds', report.roundTripMs / 1000);
  const guestSeconds = byName.get('node_time_seconds')?.[0]?.reading.value;
  if (guestSeconds !== undefined) add('tart_vm_clock_offset_seconds', guestSeconds - report.atMs / 1000);
  return computed;
}

/** Counters that still mean the same: none after a reboot, and not the channel's own cost when the channel is new. */
function comparable(memory: SampleMemory, report: GuestReport, uptimeSeconds: number | undefined): Counters {
  const bootId = report.info?.bootId ?? null;
  const rebooted =
    (memory.bootId !== null && bootId !== null && bootId !== memory.bootId) ||
    (memory.uptimeSeconds !== null && uptimeSeconds !== undefined && uptimeSeconds < memory.uptimeSeconds);
  if (rebooted) return new Map();
  if (!report.freshChannel) return memory.counters;
  memory.counters.delete('tartlab_guest_cpu_seconds_total');
  return memory.counters;
}

/**
 * Makes a report's samples: the catalogue's metrics with the VM's labels (`vm`, `mac`, `cluster` when known) and the metric's own,
 * at the report's time. The memory of the frame before goes in and is used up, that for the next comes out.
 *
 * A rate needs two readings of one counter that can be compared (see `growth`); otherwise there is no sample, and the series
 * shows a gap. A report without an answer gives `tart_vm_up` 0 and what the inventory knows.
 */
export function sampleReport(
  memory: SampleMemory | undefined,
  report: GuestReport,
  { vm, intervalMs }: SampleTarget,
): { samples: Sample[]; memory: SampleMemory } {
  const before: SampleMemory = memory ?? { counters: new Map(), uptimeSeconds: null, bootId: null };
  const uptimeSeconds = report.readings.find(({ name }) => name === 'tart_uptime_seconds')?.value;
  const maxGapMs = intervalMs * MAX_GAP_INTERVALS;
  const counters = comparable(before, report, uptimeSeconds);
  const grown = growth(counters, report.readings, report.atMs, maxGapMs);
  const byName = new Map<string, Grown[]>();
  for (const one of grown) {
    const same = byName.get(one.reading.name);
    if (same) same.push(one);
    else byName.set(one.reading.name, [one]);
  }
  const labels = before.labels?.fit(vm) ? before.labels : new LabelSets(vm);
  const samples: Sample[] = [];
  for (const { metric, value, labels: own } of [...facts(report, vm, byName), ...direct(byName), ...computedMetrics(byName)]) {
    const described = findMetric(metric);
    if (described) samples.push({ metric, labels: labels.of(described.labels, own), atMs: report.atMs, value });
  }
  return {
    samples,
    memory: { counters, uptimeSeconds: uptimeSeconds ?? before.uptimeSeconds, bootId: report.info?.bootId ?? before.bootId, labels },
  };
}
