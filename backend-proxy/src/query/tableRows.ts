import type { Reading } from '@tart-lab/contract/sample.ts';
import type { LiveVm } from '../live/labState.ts';
import type { InterfaceCounts, VmRow } from './tables.ts';

const RECEIVED = 'node_network_receive_bytes_total';
const SENT = 'node_network_transmit_bytes_total';

/** Mountpoints of a VM, with when they were read. */
export function filesystemRows(live: LiveVm): (VmRow & { mountpoint: string })[] {
  return live.guest
    .latest('tart_vm_filesystem_size_bytes')
    .flatMap(({ labels, atMs }) => (labels['mountpoint'] === undefined ? [] : [{ live, atMs, mountpoint: labels['mountpoint'] }]));
}

/** Every network device of a VM, those of single pods too, with rates from the last two times they were read. */
export function interfaceRows(live: LiveVm): (VmRow & InterfaceCounts)[] {
  const { now, before } = live.guest.networkReadings();
  if (!now) return [];
  const earlier = before && before.atMs < now.atMs ? before : undefined;
  const rows = now.readings();
  const rowsBefore = earlier?.readings() ?? [];
  const devices = new Set(rows.flatMap(({ name, labels }) => (name === RECEIVED ? (labels['device'] ?? []) : [])));
  return [...devices].map((device) => {
    const receiveTotal = valueOf(rows, RECEIVED, device);
    const transmitTotal = valueOf(rows, SENT, device);
    const rate = (total: number | null, name: string): number | null => {
      const base = valueOf(rowsBefore, name, device);
      if (!earlier || total === null || base === null || total < base) return null;
      return ((total - base) * 1000) / (now.atMs - earlier.atMs);
    };
    const rates = { receiveRate: rate(receiveTotal, RECEIVED), transmitRate: rate(transmitTotal, SENT) };
    return { live, atMs: now.atMs, device, ...rates, receiveTotal, transmitTotal };
  });
}

function valueOf(rows: readonly Reading[], name: string, device: string): number | null {
  return rows.find((reading) => reading.name === name && reading.labels['device'] === device)?.value ?? null;
}
