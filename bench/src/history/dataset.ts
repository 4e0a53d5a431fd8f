import { METRICS } from '../../../contract/metrics.ts';

/** One series of the data set, as it is kept. `scale` is what its values are multiples of: 1 for bytes, 1e-4 for ratios. */
export interface DataSeries {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly scale: number;
}

export const LABEL_VALUES: Readonly<Record<string, readonly string[]>> = {
  mode: ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'],
  mountpoint: ['/', '/boot/efi'],
  device: ['enp0s1'],
};

/** What is asked of the engines: a share made of many counters, a gauge, and a rate of a counter. */
export const ASKED = ['tart_vm_cpu_busy_ratio', 'tart_vm_load1', 'tart_vm_network_receive_bytes_per_second'];

/** The series of some VMs, `perVm` of the catalogue each. */
export function toSeries(vms: number, perVm: number): DataSeries[] {
  const kinds = METRICS.filter(({ scope }) => scope === 'vm').flatMap(({ id, unit, labels }) => {
    const scale = unit.toLowerCase().includes('bytes') ? 4096 : 1e-4;
    const [label] = labels;
    if (label === undefined) return [{ metric: id, labels: {}, scale }];
    return (LABEL_VALUES[label] ?? ['other']).map((value) => ({ metric: id, labels: { [label]: value }, scale }));
  });
  // What the queries ask for is always among them.
  const rank = ({ metric }: { metric: string }): number => (ASKED.indexOf(metric) < 0 ? ASKED.length : ASKED.indexOf(metric));
  kinds.sort((a, b) => rank(a) - rank(b));
  return Array.from({ length: vms }, (_, vm) => `vm-${vm}`).flatMap((vm) =>
    kinds
      .slice(0, perVm)
      .map(({ metric, labels, scale }) => ({ metric, labels: { ...labels, vm, mac: 'local', cluster: 'bench' }, scale })),
  );
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Times for seven days up to `endMs`: every minute, and every 5 s in the last `fineHours`. */
export function toTimes(endMs: number, fineHours: number): number[] {
  const fineFromMs = endMs - fineHours * HOUR_MS;
  const times: number[] = [];
  for (let atMs = endMs - 7 * DAY_MS; atMs <= endMs; atMs += atMs < fineFromMs ? 60_000 : 5000) times.push(atMs);
  return times;
}

/** A daily wave with noise, the same at every call: between 0 and 1 in steps of 1e-4, times 1e4 × `scale`. */
export function valueAt(index: number, scale: number, atMs: number): number {
  let hash = Math.imul((atMs / 1000) | 0, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  const noise = ((hash >>> 8) & 0xfff) / 0xfff;
  const wave = 0.5 + 0.4 * Math.sin((atMs / DAY_MS) * 2 * Math.PI + index);
  return Number((Math.round((0.9 * wave + 0.1 * noise) * 1e4) * scale).toFixed(4));
}
