import { integralOf, valueOf } from '../wave.ts';
import { labSeconds, type Guest } from './guest.ts';

/** A mounted filesystem; sizes in KiB. `local` false would be a network mount, of which the lab has none. */
export interface Filesystem {
  readonly device: string;
  readonly type: string;
  readonly mountpoint: string;
  readonly size: number;
  readonly used: number;
  readonly available: number;
  /** Inodes; 0 where the filesystem has none of its own (vfat). */
  readonly files: number;
  readonly filesFree: number;
}

/** What /proc/diskstats counts for the disk since boot. Times in ms. */
export interface DiskCounters {
  readonly reads: number;
  readonly sectorsRead: number;
  readonly writes: number;
  readonly sectorsWritten: number;
  readonly busyMs: number;
}

const EXT4_RESERVED = 0.05;
const READ_BYTES = 18_000;
const WRITE_BYTES = 9000;

/** Share of the root filesystem in use: it fills slowly, and somebody cleans it now and then. */
export function rootUsedRatio(guest: Guest, atMs: number): number {
  const { diskUsedAtClean, diskGrowthPerDay, daysBetweenCleans, cleanPhase } = guest.profile;
  const turns = labSeconds(atMs) / 86_400 / daysBetweenCleans + cleanPhase;
  return diskUsedAtClean + diskGrowthPerDay * daysBetweenCleans * (turns - Math.floor(turns));
}

const KIB_PER_INODE = 16;
/** As mkfs.ext4 makes them, one for 16 KiB; a file takes 40 KiB on the average. */
function inodes(type: string, size: number, used: number): { files: number; filesFree: number } {
  if (type === 'vfat') return { files: 0, filesFree: 0 };
  const files = Math.floor(size / KIB_PER_INODE);
  return { files, filesFree: Math.max(0, files - Math.ceil(used / 40) - 11) };
}

export function filesystemsOf(guest: Guest, atMs: number): Filesystem[] {
  const size = Math.round(((guest.spec.diskGb - 1.2) * 1e9 * 0.966) / 1024);
  const usable = Math.round(size * (1 - EXT4_RESERVED));
  const full = guest.conditions.diskFull;
  const used = full ? usable : Math.round(size * Math.min(0.93, rootUsedRatio(guest, atMs)));
  const runSize = Math.round((guest.spec.memoryMiB * 1024) / 10);
  const shm = Math.round((guest.spec.memoryMiB * 1024) / 2);
  const row = (device: string, type: string, mountpoint: string, total: number, taken: number, spare?: number): Filesystem => ({
    device,
    type,
    mountpoint,
    size: total,
    used: taken,
    available: spare ?? total - taken,
    ...inodes(type, total, taken),
  });
  return [
    row('tmpfs', 'tmpfs', '/run', runSize, 1180 + (guest.spec.cluster === null ? 0 : 3200)),
    row('/dev/vda1', 'ext4', '/', size, used, Math.max(0, usable - used)),
    row('tmpfs', 'tmpfs', '/dev/shm', shm, 0),
    row('tmpfs', 'tmpfs', '/run/lock', 5120, 0),
    row('/dev/vda16', 'ext4', '/boot', 901_520, 61_180, 777_212),
    row('/dev/vda15', 'vfat', '/boot/efi', 99_801, 6_516),
    row('tmpfs', 'tmpfs', '/run/user/1000', runSize, 12),
  ];
}

export function diskCountersOf(guest: Guest, atMs: number): DiskCounters {
  const [from, to] = [labSeconds(guest.bootedAtMs(atMs)), labSeconds(atMs)];
  const { diskRead, diskWrite, diskBusy } = guest.profile;
  const read = integralOf(diskRead, to) - integralOf(diskRead, from);
  const written = integralOf(diskWrite, to) - integralOf(diskWrite, from);
  return {
    reads: Math.floor(read / READ_BYTES),
    sectorsRead: Math.floor(read / 512),
    writes: Math.floor(written / WRITE_BYTES),
    sectorsWritten: Math.floor(written / 512),
    busyMs: Math.floor((integralOf(diskBusy, to) - integralOf(diskBusy, from)) * 1000),
  };
}

/** Requests in flight now, for the `io in progress` column. */
export const diskInFlight = (guest: Guest, atMs: number): number => (valueOf(guest.profile.diskBusy, labSeconds(atMs)) > 0.06 ? 1 : 0);
