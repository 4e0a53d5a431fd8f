import type { Reading, Sample } from '../../../contract/sample.ts';
import { METRICS } from '../../../contract/metrics.ts';
import type { Vm } from '../../../contract/target.ts';
import { sampleReport, type SampleMemory } from '../../../backend-proxy/src/sample/sampleReport.ts';

/** A value as it stood on the page for Prometheus at a time (epoch ms). */
export interface Scraped {
  readonly family: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly atMs: number;
  readonly value: number;
}

/** What one VM's collectors read over time: the samples that the proxy makes of it, and what a server scrapes. */
export interface Told {
  readonly samples: Sample[];
  readonly scraped: Scraped[];
}

export const EVERY_MS = 5000;
const MODES = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'];
const IDLE = MODES.indexOf('idle');
const PHASE_MS = 1700;

/**
 * A wave between 0.05 and 1, another one for every `seed`: closer to 0, where a few seconds double a rate, shares of it tell nothing. It comes
 * again every hour, so that readings do not depend on the hour at which they are made.
 */
const wave = (seed: number, atMs: number): number => 0.525 + 0.475 * Math.sin((2 * Math.PI * (atMs % HOUR_MS)) / HOUR_MS + seed);
const HOUR_MS = 3_600_000;

/** What a guest counts: grows by `perSecond` of the time, and begins anew at `bootMs`. */
class Counter {
  private readonly perSecond: (atMs: number) => number;
  private value: number;
  private lastMs: number;

  constructor(start: number, fromMs: number, perSecond: (atMs: number) => number) {
    this.value = start;
    this.lastMs = fromMs;
    this.perSecond = perSecond;
  }
  at(atMs: number): number {
    this.value += (this.perSecond(atMs) * (atMs - this.lastMs)) / 1000;
    this.lastMs = atMs;
    return this.value;
  }
  reset(): void {
    this.value = 0;
  }
}

export interface GuestOptions {
  readonly vm: Vm;
  readonly seed: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Names of the network device, and of one more filesystem. */
  readonly device: string;
  readonly mountpoint: string;
  readonly silent?: readonly [fromMs: number, toMs: number];
  readonly bootMs?: number;
}

/** A guest that is read every 5 s: every kind of counter and gauge, silent for a while or booted anew where `options` say so. */
export function tellGuest({ vm, seed, fromMs, toMs, device, mountpoint, silent, bootMs }: GuestOptions): Told {
  const counters = new Map<string, { readonly reading: Omit<Reading, 'value'>; readonly counter: Counter }>();
  const count = (name: string, labels: Record<string, string>, perSecond: (atMs: number) => number): void => {
    counters.set(`${name} ${JSON.stringify(labels)}`, {
      reading: { name, labels },
      counter: new Counter(1e6 + seed * 1000, fromMs, perSecond),
    });
  };
  for (const cpu of ['0', '1']) {
    MODES.forEach((mode, i) => {
      // All modes together are all the time there is, as on a real CPU.
      const part = (atMs: number, of: number): number => (of === IDLE ? 6 : 1) * (0.2 + 0.8 * wave(seed + of, atMs));
      const share = (atMs: number): number => part(atMs, i) / MODES.reduce((sum, _, of) => sum + part(atMs, of), 0);
      count('node_cpu_seconds_total', { cpu, mode }, share);
    });
  }
  for (const [at, dev] of [device, 'tailscale0'].entries()) {
    for (const [i, field] of ['receive_bytes', 'transmit_bytes', 'receive_packets', 'transmit_packets'].entries()) {
      count(`node_network_${field}_total`, { device: dev }, (atMs) => 1000 * (i + 1) * (at + 1) * wave(seed + i, atMs));
    }
    for (const field of ['receive_errs', 'receive_drop', 'transmit_errs', 'transmit_drop'])
      count(`node_network_${field}_total`, { device: dev }, (atMs) => wave(seed, atMs));
  }
  count('node_disk_read_bytes_total', { device: 'vda' }, (atMs) => 1e6 * wave(seed + 1, atMs));
  count('node_disk_io_time_seconds_total', { device: 'vda' }, (atMs) => 0.9 * wave(seed + 2, atMs));
  count('node_pressure_cpu_waiting_seconds_total', {}, (atMs) => 0.5 * wave(seed + 3, atMs));
  count('node_forks_total', {}, (atMs) => 20 * wave(seed + 4, atMs));

  const samples: Sample[] = [];
  const scraped: Scraped[] = [];
  let memory: SampleMemory | undefined;
  const target = { vm: vm.name, mac: vm.mac, ...(vm.cluster === null ? {} : { cluster: vm.cluster }) };
  for (let tick = 0; fromMs + tick * EVERY_MS + PHASE_MS <= toMs; tick++) {
    // The proxy's clock jitters a little, so nothing lies on a border by chance.
    const atMs = fromMs + tick * EVERY_MS + PHASE_MS + ((tick * 37) % 40);
    if (bootMs !== undefined && atMs >= bootMs && atMs - bootMs < EVERY_MS) for (const { counter } of counters.values()) counter.reset();
    const growing = [...counters.values()].map(({ reading, counter }): Reading => ({ ...reading, value: counter.at(atMs) }));
    const answered = !(silent && atMs >= silent[0] && atMs < silent[1]);
    const gauge = (name: string, value: number, labels: Record<string, string> = {}): Reading => ({ name, labels, value });
    const disks = tick % 6 === 0 ? ['/', mountpoint] : [];
    const readings = [
      ...growing,
      gauge('tart_network_uplink', 1, { device }),
      gauge('node_load1', 4 * wave(seed + 5, atMs)),
      gauge('node_memory_MemTotal_bytes', 8e9),
      gauge('node_memory_MemAvailable_bytes', Math.round(6e9 * wave(seed + 6, atMs))),
      gauge('node_memory_SwapTotal_bytes', 2e9),
      gauge('node_memory_SwapFree_bytes', Math.round(2e9 * wave(seed + 7, atMs))),
      gauge('tart_tcp_sockets', Math.round(100 * wave(seed, atMs)), { state: 'established' }),
      gauge('tart_uptime_seconds', (atMs - (bootMs !== undefined && atMs >= bootMs ? bootMs : fromMs - 1e6)) / 1000),
      ...disks.flatMap((path, i) => {
        const labels = { device: `/dev/vda${i + 1}`, fstype: 'ext4', mountpoint: path };
        return [
          gauge('node_filesystem_used_bytes', 1e9 * (i + 1) + tick * 1e5, labels),
          gauge('node_filesystem_avail_bytes', 9e9 - tick * 1e5, labels),
          gauge('node_filesystem_size_bytes', 11e9, labels),
        ];
      }),
    ];
    const report = { vm: vm.name, atMs, answered, sections: [], problems: [], readings: answered ? readings : [], freshChannel: false };
    const sampled = sampleReport(memory, report, { vm, intervalMs: EVERY_MS });
    memory = sampled.memory;
    samples.push(...sampled.samples);
    for (const { name, labels, value } of report.readings)
      scraped.push({ family: name, labels: { ...labels, ...target, instance: vm.name }, atMs, value });
    const facts = [
      ['tart_vm_up', answered ? 1 : 0],
      ['tart_vm_cpus', vm.cpuCount],
    ] as const;
    for (const [family, value] of facts)
      if (value !== null) scraped.push({ family, labels: { ...target, instance: vm.name }, atMs, value });
  }
  return { samples, scraped };
}

/** A cluster's gauges, which stand on the page as they are in the history. */
export function tellGauge(
  metric: string,
  labels: Readonly<Record<string, string>>,
  fromMs: number,
  toMs: number,
  valueAt: (atMs: number) => number,
): Told {
  if (!METRICS.some(({ id }) => id === metric)) throw new Error(`no metric ${metric}`);
  const samples: Sample[] = [];
  for (let atMs = fromMs + PHASE_MS; atMs <= toMs; atMs += 3 * EVERY_MS)
    samples.push({ metric, labels: { ...labels }, atMs, value: valueAt(atMs) });
  return { samples, scraped: samples.map(({ atMs, value }) => ({ family: metric, labels, atMs, value })) };
}
