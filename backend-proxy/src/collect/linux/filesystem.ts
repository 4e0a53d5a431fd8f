import type { Reading } from '@tart-lab/contract/sample.ts';
import { parseDf, type DfRow } from '../../parse/df.ts';
import { parseReadonlyMounts } from '../../parse/mounts.ts';
import { ok } from '../../result.ts';
import { type Collector, reading } from '../collector.ts';

const DF_HEADER = '==> df <==\n';
/** Filesystems without a disk of their own, by the first column of df. */
const PSEUDO_DEVICE =
  /^(?:tmpfs|devtmpfs|udev|overlay|shm|none|run|dev|rootfs|squashfs|cgroup|cgroup2|efivarfs|ramfs|nsfs|proc|sysfs|\/dev\/loop\d+)$/;
/** Mount points of the system itself and of single containers. */
const PSEUDO_MOUNT = /^\/(?:dev|proc|sys|run|snap|var\/snap|var\/lib\/(?:docker|containerd|containers|kubelet\/pods))(?:\/|$)/;

/**
 * Space on local filesystems: df, by GNU with types and inodes in the same call, by others with `-P -T` where they know it. df ends
 * with 1 when it may not look at one of many mounts. busybox df knows no `-l`; there every mount is asked. Which mounts are
 * read-only stands in /proc/mounts; grep takes those lines out, as a node has hundreds of others, and that of `/`, which is always there.
 * A process costs as much as df, so this is looked up in every tenth turn.
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
for tl_try in '-k -l --output=source,fstype,itotal,iavail,size,used,avail,target' '-P -k -l -T' '-P -k -l' '-P -k -T'; do
  if df $tl_try / >/dev/null 2>&1 </dev/null; then
    tl_df="df $tl_try"
    break
  fi
done
case "$(cat /proc/mounts 2>/dev/null || echo ' nfs ')" in
  *' fuse '* | *' fuse.'* | *' fuseblk '* | *' nfs'* | *' cifs '* | *' smb'* | *' 9p '* | *' ceph '* | *' afs '*) tl_df="tl_limit $tl_df" ;;
esac`,
  ask: `tl_df_turn=$((\${tl_df_turn:-0} % 10 + 1))
[ "$tl_df_turn" -ne 1 ] || tl_mounts="$(grep -E ' / | ro[, ]' /proc/mounts 2>/dev/null)"
printf '%s\\n==> df <==\\n' "$tl_mounts"
$tl_df`,
  acceptsStatus: [1],
  advice: 'Run `df -P -k -l` in the guest: a network mount that no longer answers makes it hang.',
  toFindings(section) {
    const [mounts, table] = section.includes(DF_HEADER) ? section.split(DF_HEADER) : ['', section];
    const rows = parseDf(table ?? '');
    if (!rows.ok) return rows;
    // Of two filesystems on one mount point the later one is seen; the earlier is covered.
    const visible = new Map(rows.value.map((row) => [row.mountpoint, row]));
    const kept = [...visible.values()].filter(
      ({ device, mountpoint, sizeBytes }) => sizeBytes > 0 && !PSEUDO_DEVICE.test(device) && !PSEUDO_MOUNT.test(mountpoint),
    );
    return ok({
      readings: kept.flatMap(({ device, fstype, mountpoint, sizeBytes, usedBytes, availableBytes }) => {
        const labels = { device, fstype: fstype ?? '', mountpoint };
        return [
          reading('node_filesystem_size_bytes', sizeBytes, labels),
          reading('node_filesystem_used_bytes', usedBytes, labels),
          reading('node_filesystem_avail_bytes', availableBytes, labels),
        ];
      }),
      details: () => detailsOf(kept, parseReadonlyMounts(mounts ?? '')),
    });
  },
};

/** Only read-only mounts and `/` were looked for: without `/` nobody looked, with it one that is not there can be written. */
function detailsOf(rows: readonly DfRow[], readonly: ReadonlyMap<string, boolean>): Reading[] {
  return rows.flatMap(({ device, fstype, mountpoint, sizeBytes, usedBytes, files, filesFree }) => {
    const labels = { device, fstype: fstype ?? '', mountpoint };
    return [
      reading('node_filesystem_free_bytes', sizeBytes - usedBytes, labels),
      ...(files === null ? [] : [reading('node_filesystem_files', files, labels)]),
      ...(filesFree === null ? [] : [reading('node_filesystem_files_free', filesFree, labels)]),
      ...(readonly.has('/') ? [reading('node_filesystem_readonly', readonly.get(mountpoint) === true ? 1 : 0, labels)] : []),
    ];
  });
}
