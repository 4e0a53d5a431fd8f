import { parseDf } from '../../parse/df.ts';
import { ok } from '../../result.ts';
import { type Collector, reading } from '../collector.ts';

/** Filesystems without a disk of their own, by the first column of df. */
const PSEUDO_DEVICE =
  /^(?:tmpfs|devtmpfs|udev|overlay|shm|none|run|dev|rootfs|squashfs|cgroup|cgroup2|efivarfs|ramfs|nsfs|proc|sysfs|\/dev\/loop\d+)$/;
/** Mount points of the system itself and of single containers. */
const PSEUDO_MOUNT = /^\/(?:dev|proc|sys|run|snap|var\/snap|var\/lib\/(?:docker|containerd|containers|kubelet\/pods))(?:\/|$)/;

/**
 * Space on local filesystems: `df -P -k -l`. df ends with 1 when it may not look at one of many mounts. busybox df knows no `-l`;
 * there every mount is asked.
 *
 * A mount whose server or program is dead hangs df, so where one is mounted, df is ended after 3 s. `timeout` costs as much as df
 * itself and is left out where only the kernel answers. What is mounted is looked up when the channel opens: a mount that
 * comes later and dies takes one frame and the channel with it, and the next channel knows it.
 */
export const filesystem: Collector = {
  name: 'filesystem',
  os: 'linux',
  everySeconds: 30,
  setup: `tl_df='df -P -k'
if df -P -k -l / >/dev/null 2>&1 </dev/null; then tl_df='df -P -k -l'; fi
case "$(cat /proc/mounts 2>/dev/null || echo ' nfs ')" in
  *' fuse '* | *' fuse.'* | *' fuseblk '* | *' nfs'* | *' cifs '* | *' smb'* | *' 9p '* | *' ceph '* | *' afs '*) tl_df="tl_limit $tl_df" ;;
esac`,
  ask: '$tl_df',
  acceptsStatus: [1],
  advice: 'Run `df -P -k -l` in the guest: a network mount that no longer answers makes it hang.',
  toFindings(section) {
    const rows = parseDf(section);
    if (!rows.ok) return rows;
    // Of two filesystems on one mount point the later one is seen; the earlier is covered.
    const visible = new Map(rows.value.map((row) => [row.mountpoint, row]));
    const kept = [...visible.values()].filter(
      ({ device, mountpoint, sizeBytes }) => sizeBytes > 0 && !PSEUDO_DEVICE.test(device) && !PSEUDO_MOUNT.test(mountpoint),
    );
    return ok({
      readings: kept.flatMap(({ device, mountpoint, sizeBytes, usedBytes, availableBytes }) => {
        const labels = { device, mountpoint };
        return [
          reading('node_filesystem_size_bytes', sizeBytes, labels),
          reading('node_filesystem_used_bytes', usedBytes, labels),
          reading('node_filesystem_avail_bytes', availableBytes, labels),
        ];
      }),
    });
  },
};
