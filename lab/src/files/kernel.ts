import { filesystemsOf } from '../guest/disk.ts';
import { processesOf } from '../guest/processes.ts';
import { connectedSockets } from '../guest/sockets.ts';
import type { RenderFile } from './tree.ts';

export const KERNEL_RELEASE = '6.8.0-86-generic';
export const KERNEL_VERSION = '#87-Ubuntu SMP PREEMPT_DYNAMIC Mon Sep 22 18:03:11 UTC 2025';

const mounts: RenderFile = (guest, atMs) =>
  filesystemsOf(guest, atMs)
    .map(({ device, type, mountpoint }) => `${device} ${mountpoint} ${type} rw,relatime 0 0\n`)
    .join('') + 'proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0\n';

/** What the kernel says of itself. */
export const kernelFiles: Readonly<Record<string, RenderFile>> = {
  '/proc/version': () => `Linux version ${KERNEL_RELEASE} (buildd@bos03-arm64-041) (gcc 13.3.0) ${KERNEL_VERSION}\n`,
  '/proc/cmdline': () => 'BOOT_IMAGE=/vmlinuz root=LABEL=cloudimg-rootfs ro console=hvc0\n',
  '/proc/mounts': mounts,
  '/proc/self/mounts': mounts,
  '/proc/sys/kernel/random/boot_id': (guest, atMs) => `${guest.bootId(atMs)}\n`,
  '/proc/sys/kernel/hostname': (guest) => `${guest.spec.name}\n`,
  '/proc/sys/kernel/osrelease': () => `${KERNEL_RELEASE}\n`,
  '/proc/sys/kernel/ostype': () => 'Linux\n',
  '/proc/sys/kernel/version': () => `${KERNEL_VERSION}\n`,
  '/proc/sys/kernel/domainname': () => '(none)\n',
  '/proc/sys/kernel/random/entropy_avail': () => '256\n',
  '/proc/sys/fs/file-nr': (guest, atMs) => `${processesOf(guest, atMs).length * 16}\t0\t9223372036854775807\n`,
  '/proc/sys/net/netfilter/nf_conntrack_count': (guest, atMs) => `${connectedSockets(guest, atMs).length * 3}\n`,
  '/proc/sys/net/netfilter/nf_conntrack_max': () => '131072\n',
  '/sys/devices/system/cpu/online': (guest) => `0-${guest.spec.cpus - 1}\n`,
  '/sys/block/vda/size': (guest) => `${Math.floor((guest.spec.diskGb * 1e9) / 512)}\n`,
};
