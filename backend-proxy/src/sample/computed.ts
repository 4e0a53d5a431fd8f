import type { Labels } from '@tart-lab/contract/sample.ts';
import { groupBy } from '../groupBy.ts';
import { cpuRatios } from './cpuRatios.ts';
import { isPodDevice } from './podDevice.ts';
import type { ByName, Track } from './tracks.ts';

/** Adds a value of a catalogue metric to the series with these labels. */
export type AddValue = (metric: string, labels: Labels, value: number) => void;
/** Adds what the tracks that it was made of say now. What a frame did not bring is absent. */
export type Computation = (add: AddValue) => void;
/** The labels of a metric's series: the VM's and, of `own`, those that the catalogue names. */
export type LabelsOf = (metric: string, own?: Labels) => Labels;

const all = (byName: ByName, name: string): readonly Track[] => byName.get(name) ?? [];
const only = (byName: ByName, name: string): Track | undefined => byName.get(name)?.[0];
const deviceOf = ({ labels }: Track): string => labels['device'] ?? '';

/** Devices that make the VM's total. */
export const uplinksOf = (byName: ByName): ReadonlySet<string> => new Set(all(byName, 'tart_network_uplink').map(deviceOf));

/** Adds the sum of the rates, unless one of them is not known: half a sum would be a wrong one. */
function sum(metric: string, rates: readonly Track[], labels: Labels): Computation {
  return (add) => {
    let total = rates.length > 0 ? 0 : NaN;
    rates.forEach(({ perSecond }) => (total += perSecond));
    if (!Number.isNaN(total)) add(metric, labels, total);
  };
}

function cpu(byName: ByName, labelsOf: LabelsOf): Computation {
  const modes = all(byName, 'node_cpu_seconds_total');
  const whole = labelsOf('tart_vm_cpu_busy_ratio');
  const byMode = new Map(modes.map(({ labels }) => [labels['mode'] ?? '', labelsOf('tart_vm_cpu_mode_ratio', labels)]));
  return (add) => {
    const ratios = cpuRatios(modes);
    if (!ratios) return;
    add('tart_vm_cpu_busy_ratio', whole, ratios.busy);
    byMode.forEach((labels, mode) => add('tart_vm_cpu_mode_ratio', labels, ratios.byMode.get(mode) ?? NaN));
  };
}

/** Used is total − available; a kernel that does not count available memory gives no used memory. */
function memory(byName: ByName, labelsOf: LabelsOf): Computation {
  const total = only(byName, 'node_memory_MemTotal_bytes');
  const available = only(byName, 'node_memory_MemAvailable_bytes');
  const swapTotal = only(byName, 'node_memory_SwapTotal_bytes');
  const swapFree = only(byName, 'node_memory_SwapFree_bytes');
  const labels = labelsOf('tart_vm_memory_used_bytes');
  return (add) => {
    if (total && total.value !== 0 && available) {
      add('tart_vm_memory_used_bytes', labels, total.value - available.value);
      add('tart_vm_memory_used_ratio', labels, (total.value - available.value) / total.value);
    }
    if (swapTotal && swapFree) add('tart_vm_swap_used_bytes', labels, swapTotal.value - swapFree.value);
  };
}

/** used / (used + available), as df computes it: blocks that are kept for root are neither. */
function filesystems(byName: ByName, labelsOf: LabelsOf): Computation[] {
  const usedBy = new Map(all(byName, 'node_filesystem_used_bytes').map((track) => [track.labels['mountpoint'], track]));
  return all(byName, 'node_filesystem_avail_bytes').map((available) => {
    const used = usedBy.get(available.labels['mountpoint']);
    const labels = labelsOf('tart_vm_filesystem_used_ratio', available.labels);
    return (add) => {
      const size = used ? used.value + available.value : 0;
      if (used && size > 0) add('tart_vm_filesystem_used_ratio', labels, used.value / size);
    };
  });
}

const ERRORS = ['receive_errs', 'receive_drop', 'transmit_errs', 'transmit_drop'].map((field) => `node_network_${field}_total`);

function network(byName: ByName, labelsOf: LabelsOf): Computation[] {
  const uplinks = uplinksOf(byName);
  const totals = ['receive', 'transmit'].map((direction) => {
    const bytes = all(byName, `node_network_${direction}_bytes_total`).filter((track) => uplinks.has(deviceOf(track)));
    const metric = `tart_vm_network_${direction}_bytes_per_second`;
    return sum(metric, bytes, labelsOf(metric));
  });
  const errors = ERRORS.flatMap((name) => all(byName, name)).filter(
    (track) => uplinks.has(deviceOf(track)) || !isPodDevice(deviceOf(track)),
  );
  const ofDevices = [...groupBy(errors, deviceOf)].map(([device, rates]) =>
    sum('tart_vm_device_errors_per_second', rates, labelsOf('tart_vm_device_errors_per_second', { device })),
  );
  return [...totals, ...ofDevices];
}

/** The catalogue's metrics that are made of several readings. */
export function computations(byName: ByName, labelsOf: LabelsOf): Computation[] {
  return [cpu(byName, labelsOf), memory(byName, labelsOf), ...filesystems(byName, labelsOf), ...network(byName, labelsOf)];
}
