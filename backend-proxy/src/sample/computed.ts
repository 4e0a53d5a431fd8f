import type { Labels } from '@tart-lab/contract/sample.ts';
import { cpuRatios } from './cpuRatios.ts';
import type { Grown } from './growth.ts';
import { isPodDevice } from './podDevice.ts';

/** A value of a catalogue metric, without target and time. Of the labels, those that the catalogue names count. */
export interface Computed {
  readonly metric: string;
  readonly value: number;
  readonly labels?: Labels;
}
/** A frame's readings by name. */
export type ByName = ReadonlyMap<string, readonly Grown[]>;

const all = (byName: ByName, name: string): readonly Grown[] => byName.get(name) ?? [];
const only = (byName: ByName, name: string): number | undefined => byName.get(name)?.[0]?.reading.value;

/** Devices that make the VM's total. */
export const uplinksOf = (byName: ByName): ReadonlySet<string> =>
  new Set(all(byName, 'tart_network_uplink').map(({ reading }) => reading.labels['device'] ?? ''));

/** The sum of the rates, or undefined when one of them is not known: half a sum would be a wrong one. */
function sum(rates: readonly Grown[]): number | undefined {
  let total = 0;
  for (const { perSecond } of rates) {
    if (perSecond === null) return undefined;
    total += perSecond;
  }
  return rates.length > 0 ? total : undefined;
}

function cpu(byName: ByName): Computed[] {
  const ratios = cpuRatios(all(byName, 'node_cpu_seconds_total'));
  if (!ratios) return [];
  const byMode = [...ratios.byMode].map(([mode, value]) => ({ metric: 'tart_vm_cpu_mode_ratio', value, labels: { mode } }));
  return [{ metric: 'tart_vm_cpu_busy_ratio', value: ratios.busy }, ...byMode];
}

/** Used is total − available; a kernel that does not count available memory gives no used memory. */
function memory(byName: ByName): Computed[] {
  const total = only(byName, 'node_memory_MemTotal_bytes');
  const available = only(byName, 'node_memory_MemAvailable_bytes');
  const swapTotal = only(byName, 'node_memory_SwapTotal_bytes');
  const swapFree = only(byName, 'node_memory_SwapFree_bytes');
  const computed: Computed[] = [];
  if (total && available !== undefined) {
    computed.push({ metric: 'tart_vm_memory_used_bytes', value: total - available });
    computed.push({ metric: 'tart_vm_memory_used_ratio', value: (total - available) / total });
  }
  if (swapTotal !== undefined && swapFree !== undefined) computed.push({ metric: 'tart_vm_swap_used_bytes', value: swapTotal - swapFree });
  return computed;
}

/** used / (used + available), as df computes it: blocks that are kept for root are neither. */
function filesystems(byName: ByName): Computed[] {
  const used = new Map(all(byName, 'node_filesystem_used_bytes').map(({ reading }) => [reading.labels['mountpoint'] ?? '', reading.value]));
  return all(byName, 'node_filesystem_avail_bytes').flatMap(({ reading }) => {
    const mountpoint = reading.labels['mountpoint'] ?? '';
    const usedBytes = used.get(mountpoint);
    if (usedBytes === undefined || usedBytes + reading.value <= 0) return [];
    return [{ metric: 'tart_vm_filesystem_used_ratio', value: usedBytes / (usedBytes + reading.value), labels: { mountpoint } }];
  });
}

const ERRORS = ['receive_errs', 'receive_drop', 'transmit_errs', 'transmit_drop'].map((field) => `node_network_${field}_total`);

function network(byName: ByName): Computed[] {
  const uplinks = uplinksOf(byName);
  const computed: Computed[] = [];
  for (const direction of ['receive', 'transmit']) {
    const bytes = all(byName, `node_network_${direction}_bytes_total`).filter(({ reading }) => uplinks.has(reading.labels['device'] ?? ''));
    const value = sum(bytes);
    if (value !== undefined) computed.push({ metric: `tart_vm_network_${direction}_bytes_per_second`, value });
  }
  const byDevice = new Map<string, Grown[]>();
  for (const one of ERRORS.flatMap((name) => all(byName, name))) {
    const device = one.reading.labels['device'] ?? '';
    if (isPodDevice(device) && !uplinks.has(device)) continue;
    byDevice.set(device, [...(byDevice.get(device) ?? []), one]);
  }
  for (const [device, errors] of byDevice) {
    const value = sum(errors);
    if (value !== undefined) computed.push({ metric: 'tart_vm_device_errors_per_second', value, labels: { device } });
  }
  return computed;
}

/** The catalogue's metrics that are made of several readings. What a frame did not bring is absent. */
export function computedMetrics(byName: ByName): Computed[] {
  return [...cpu(byName), ...memory(byName), ...filesystems(byName), ...network(byName)];
}
