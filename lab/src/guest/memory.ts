import { valueOf } from '../wave.ts';
import { labSeconds, type Guest } from './guest.ts';

/** A guest's memory in KiB, as /proc/meminfo counts it. */
export interface Memory {
  readonly total: number;
  readonly free: number;
  readonly available: number;
  readonly buffers: number;
  readonly cached: number;
  readonly shared: number;
  readonly reclaimable: number;
  readonly swapTotal: number;
  readonly swapFree: number;
}

/** Firmware and kernel take about 2.6 % of what tart gives the VM. */
const KERNEL_SHARE = 0.026;

export function memoryOf(guest: Guest, atMs: number): Memory {
  const seconds = labSeconds(atMs);
  const total = Math.round(guest.spec.memoryMiB * 1024 * (1 - KERNEL_SHARE));
  const used = Math.round(total * Math.min(0.93, valueOf(guest.profile.memoryUsed, seconds)));
  const available = total - used;
  const cached = Math.round(Math.min(available * 0.8, total * valueOf(guest.profile.pageCache, seconds)));
  const buffers = Math.round(total * 0.012);
  const reclaimable = Math.round(total * 0.016);
  const shared = Math.round(total * 0.0021);
  // Not all of the cache can be given back, so free + cache is a little more than available.
  const free = Math.max(8192, available - Math.round((cached + buffers + reclaimable) * 0.94));
  return { total, free, available, buffers, cached, shared, reclaimable, swapTotal: 0, swapFree: 0 };
}
