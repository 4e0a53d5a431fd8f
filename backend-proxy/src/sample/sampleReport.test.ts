import { METRICS } from '@tart-lab/contract/metrics.ts';
import type { Reading } from '@tart-lab/contract/sample.ts';
import type { Vm } from '@tart-lab/contract/target.ts';
import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { reading } from '../collect/collector.ts';
import { LINUX_COLLECTORS } from '../collect/registry.ts';
import type { GuestReport } from '../collect/report.ts';
import { type SampleMemory, sampleReport } from './sampleReport.ts';

const START_MS = 1_760_000_000_000;
const VM: Vm = {
  name: 'dev-worker1',
  mac: 'studio',
  cluster: 'dev',
  state: 'running',
  os: 'linux',
  address: '192.168.64.5',
  addressSource: 'dhcp',
  addressStale: false,
  cpuCount: 2,
  memoryBytes: 8192 * 1024 ** 2,
  diskBytes: null,
  imageBytes: null,
  accessedAtMs: null,
};
const TARGET = { vm: VM, intervalMs: 5000 };

const report = (afterMs: number, readings: readonly Reading[], part: Partial<GuestReport> = {}): GuestReport => ({
  vm: VM.name,
  atMs: START_MS + afterMs,
  answered: true,
  sections: [],
  problems: [],
  readings,
  freshChannel: false,
  ...part,
});
/** The values of the last of these reports, by metric and own labels. */
function last(...reports: GuestReport[]): Record<string, number> {
  let memory: SampleMemory | undefined;
  let values: Record<string, number> = {};
  for (const one of reports) {
    const result = sampleReport(memory, one, TARGET);
    memory = result.memory;
    values = Object.fromEntries(
      result.samples.map(({ metric, labels, value }) => {
        const { vm, mac, cluster, ...own } = labels;
        expect([vm, mac, cluster]).toEqual(['dev-worker1', 'studio', 'dev']);
        return [[metric, ...Object.values(own)].join(' '), value];
      }),
    );
  }
  return values;
}
const net = (device: string, receive: number, transmit = 0, errors = 0): Reading[] => [
  reading('node_network_receive_bytes_total', receive, { device }),
  reading('node_network_transmit_bytes_total', transmit, { device }),
  reading('node_network_receive_errs_total', errors, { device }),
  reading('node_network_receive_drop_total', 0, { device }),
  reading('node_network_transmit_errs_total', 0, { device }),
  reading('node_network_transmit_drop_total', errors, { device }),
];
const uplink = (device: string) => reading('tart_network_uplink', 1, { device });
const cpu = (seconds: Record<string, number>, label = '0'): Reading[] =>
  Object.entries({ user: 0, nice: 0, system: 0, idle: 0, iowait: 0, irq: 0, softirq: 0, steal: 0, ...seconds }).map(([mode, value]) =>
    reading('node_cpu_seconds_total', value, { cpu: label, mode }),
  );
const RECEIVED = 'tart_vm_device_receive_bytes_per_second eth0';

describe('sampleReport', () => {
  it('says up and what the inventory knows, and nothing for what it does not', () => {
    const values = last(report(0, []));
    expect(values).toEqual({ tart_vm_up: 1, tart_vm_cpu_count: 2, tart_vm_memory_configured_bytes: 8192 * 1024 ** 2 });
  });

  it('is down when the guest did not answer', () => {
    expect(last(report(0, [], { answered: false }))).toMatchObject({ tart_vm_up: 0 });
  });

  it('leaves out the cluster of a VM that is in none', () => {
    const { samples } = sampleReport(undefined, report(0, []), { ...TARGET, vm: { ...VM, cluster: null } });
    expect(samples[0]?.labels).toEqual({ vm: 'dev-worker1', mac: 'studio' });
  });

  it('makes a rate from two readings, per second of the time between them', () => {
    expect(last(report(0, net('eth0', 1000)))[RECEIVED]).toBeUndefined();
    expect(last(report(0, net('eth0', 1000)), report(4000, net('eth0', 9000)))[RECEIVED]).toBe(2000);
  });

  it('draws no rate for a counter that went back, nor for the others of that device', () => {
    const values = last(report(0, net('eth0', 9000, 50)), report(5000, net('eth0', 100, 60)), report(10_000, net('eth0', 600, 70)));
    expect(values[RECEIVED]).toBe(100);
    const across = last(report(0, net('eth0', 9000, 50)), report(5000, net('eth0', 100, 60)));
    expect(across[RECEIVED]).toBeUndefined();
    expect(across['tart_vm_device_transmit_bytes_per_second eth0']).toBeUndefined();
    expect(across['tart_vm_device_errors_per_second eth0']).toBeUndefined();
  });

  it('draws no rate over a gap, but over one missed frame', () => {
    expect(last(report(0, net('eth0', 0)), report(5000, [], { answered: false }), report(10_000, net('eth0', 1000)))[RECEIVED]).toBe(100);
    expect(last(report(0, net('eth0', 0)), report(12_501, net('eth0', 1000)))[RECEIVED]).toBeUndefined();
  });

  it('draws no rate across a reboot, even where the new counter is higher', () => {
    const uptime = (seconds: number) => reading('tart_uptime_seconds', seconds);
    const values = last(report(0, [...net('eth0', 10), uptime(5000)]), report(5000, [...net('eth0', 900), uptime(2)]));
    expect(values[RECEIVED]).toBeUndefined();
    expect(values['tart_vm_uptime_seconds']).toBe(2);
    const info = (bootId: string) => ({ info: { hostname: 'a', kernel: 'b', machine: 'c', osName: null, bootId } });
    expect(last(report(0, net('eth0', 10), info('x')), report(5000, net('eth0', 900), info('y')))[RECEIVED]).toBeUndefined();
  });

  it('draws no cost rate on a new channel, whose counter began again', () => {
    const cost = (seconds: number) => [reading('tartlab_guest_cpu_seconds_total', seconds), ...net('eth0', seconds)];
    const values = last(report(0, cost(1)), report(5000, cost(2), { freshChannel: true }));
    expect(values['tart_vm_frame_cpu_ratio']).toBeUndefined();
    expect(values[RECEIVED]).toBeDefined();
    expect(last(report(0, cost(1)), report(5000, cost(1.02)))['tart_vm_frame_cpu_ratio']).toBeCloseTo(0.004);
  });

  it('sums the uplinks alone: what pods and bridges carry is seen again there', () => {
    const all = (n: number) => [...net('eth0', n * 100), ...net('lxc12', n * 70), ...net('br-lan', n * 30), uplink('eth0')];
    const values = last(report(0, all(1)), report(5000, all(51)));
    expect(values['tart_vm_network_receive_bytes_per_second']).toBe(1000);
    expect(values['tart_vm_device_receive_bytes_per_second br-lan']).toBe(300);
  });

  it('gives no sum when one uplink has no rate', () => {
    const before = [...net('eth0', 1), uplink('eth0')];
    const after = [...net('eth0', 2), ...net('eth1', 5), uplink('eth0'), uplink('eth1')];
    expect(last(report(0, before), report(5000, after))['tart_vm_network_receive_bytes_per_second']).toBeUndefined();
  });

  it('gives pod devices no series, unless one is the uplink', () => {
    const all = (n: number) => [...net('lxc12', n), ...net('cilium_host', n), ...net('veth0', n), uplink('veth0')];
    const names = Object.keys(last(report(0, all(1)), report(5000, all(2)))).filter((name) => name.startsWith('tart_vm_device_'));
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !name.endsWith(' veth0'))).toEqual([]);
  });

  it('adds up errors and drops of both directions', () => {
    expect(last(report(0, net('eth0', 0, 0, 0)), report(5000, net('eth0', 0, 0, 10)))['tart_vm_device_errors_per_second eth0']).toBe(4);
  });

  it('CPU busy is 1 − (idle + iowait) over all eight modes, of all CPUs together', () => {
    const before = [...cpu({}), ...cpu({}, '1')];
    const after = [...cpu({ user: 3, system: 1, idle: 5, iowait: 1 }), ...cpu({ idle: 10 }, '1')];
    const values = last(report(0, before), report(5000, after));
    expect(values['tart_vm_cpu_busy_ratio']).toBeCloseTo(0.2);
    expect(values['tart_vm_cpu_mode_ratio iowait']).toBeCloseTo(0.05);
    expect(values['tart_vm_cpu_mode_ratio user']).toBeCloseTo(0.15);
  });

  it('counts iowait that went back as 0', () => {
    const values = last(report(0, cpu({ iowait: 2 })), report(5000, cpu({ iowait: 1, user: 1, idle: 4 })));
    expect(values['tart_vm_cpu_mode_ratio iowait']).toBe(0);
    expect(values['tart_vm_cpu_busy_ratio']).toBeCloseTo(0.2);
  });

  it('gives no CPU share when user time went back, nor in the first frame, nor when a CPU is new', () => {
    expect(last(report(0, cpu({ user: 9 })), report(5000, cpu({ user: 1, idle: 4 })))['tart_vm_cpu_busy_ratio']).toBeUndefined();
    expect(last(report(0, cpu({ user: 9 })))['tart_vm_cpu_busy_ratio']).toBeUndefined();
    expect(
      last(report(0, cpu({})), report(5000, [...cpu({ idle: 5 }), ...cpu({ idle: 90 }, '1')]))['tart_vm_cpu_busy_ratio'],
    ).toBeUndefined();
  });

  it('memory used is total − available, and absent where the kernel does not count available', () => {
    const total = reading('node_memory_MemTotal_bytes', 1000);
    expect(last(report(0, [total, reading('node_memory_MemAvailable_bytes', 250)]))).toMatchObject({
      tart_vm_memory_used_bytes: 750,
      tart_vm_memory_used_ratio: 0.75,
    });
    expect(last(report(0, [total]))['tart_vm_memory_used_ratio']).toBeUndefined();
  });

  it('disk used is used over used plus available, as df shows it', () => {
    const labels = { device: '/dev/vda2', mountpoint: '/' };
    const readings = [
      reading('node_filesystem_size_bytes', 1000, labels),
      reading('node_filesystem_used_bytes', 600, labels),
      reading('node_filesystem_avail_bytes', 300, labels),
    ];
    expect(last(report(0, readings))['tart_vm_filesystem_used_ratio /']).toBeCloseTo(2 / 3);
  });

  it('keeps a share of time at 1 when the clocks jitter', () => {
    const busy = (seconds: number) => [reading('node_disk_io_time_seconds_total', seconds, { device: 'vda' })];
    expect(last(report(0, busy(0)), report(5000, busy(5.01)))['tart_vm_disk_busy_ratio vda']).toBe(1);
  });

  it('compares the guest’s clock with the middle of the exchange, neither in a cut frame nor in a channel’s first', () => {
    const clock = [reading('node_time_seconds', START_MS / 1000 + 2.5)];
    expect(last(report(0, clock, { roundTripMs: 4, frameMs: 9 }))).toMatchObject({
      tart_vm_clock_offset_seconds: 2.5,
      tart_vm_round_trip_seconds: 0.004,
      tart_vm_frame_seconds: 0.009,
    });
    expect(last(report(0, clock))['tart_vm_clock_offset_seconds']).toBeUndefined();
    const first = last(report(0, clock, { roundTripMs: 90, frameMs: 99, freshChannel: true }));
    expect(first).not.toHaveProperty('tart_vm_clock_offset_seconds');
    expect(first).not.toHaveProperty('tart_vm_round_trip_seconds');
  });

  it('makes every VM metric of the catalogue from the recorded sections', () => {
    const readings = LINUX_COLLECTORS.flatMap((collector) => {
      const text = readFileSync(new URL(`../../fixtures/linux/${collector.name}.txt`, import.meta.url), 'utf8');
      const findings = collector.toFindings(text);
      return findings.ok ? findings.value.readings : [];
    });
    const later = readings.map((one) => (one.name.endsWith('_total') ? { ...one, value: one.value + 1 } : one));
    const exchange = { roundTripMs: 3, frameMs: 9 };
    const first = sampleReport(undefined, report(0, readings, exchange), { ...TARGET, vm: { ...VM, imageBytes: 9e9 } });
    const { samples } = sampleReport(first.memory, report(5000, later, exchange), { ...TARGET, vm: { ...VM, imageBytes: 9e9 } });
    const made = new Set(samples.map(({ metric }) => metric));
    expect(METRICS.filter(({ id, scope }) => scope === 'vm' && !made.has(id)).map(({ id }) => id)).toEqual([]);
    for (const { metric, labels, value } of samples) {
      const row = METRICS.find(({ id }) => id === metric);
      expect(Number.isFinite(value), metric).toBe(true);
      expect(
        Object.keys(labels).filter((label) => !['vm', 'mac', 'cluster'].includes(label)),
        metric,
      ).toEqual(row?.labels);
      if (row?.kind === 'ratio' && row.max !== undefined) expect(value, metric).toBeLessThanOrEqual(row.max);
    }
    const series = samples.map(({ metric, labels }) => `${metric} ${JSON.stringify(labels)}`);
    expect(new Set(series).size).toBe(series.length);
  });
});
