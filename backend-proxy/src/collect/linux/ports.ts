import { parseSsListening } from '../../parse/ssListening.ts';
import { ok } from '../../result.ts';
import { type Collector, reading } from '../collector.ts';

/**
 * What listens in the guest, with its process where the guest's user may see it: `ss -tulnp`, by `sudo -n` when allowed.
 *
 * To name processes, ss walks every process's files, and each sudo writes to the guest's log. So every turn lists sockets with
 * their inode (`-e`), which any user may; owners are read again only when that listing differs, or in the 20th turn (a socket can
 * be handed on). Whether sudo is allowed is tried once per channel, by the first ports section and not while the channel opens:
 * a sudo that hangs then costs this section alone.
 */
export const ports: Collector = {
  name: 'ports',
  os: 'linux',
  everySeconds: 15,
  optional: true,
  setup: `tl_choose_ss() {
  if [ "$(id -u)" != 0 ] && command -v sudo >/dev/null 2>&1 && sudo -n ss -H -tuln >/dev/null 2>&1; then
    tl_ss='sudo -n ss'
  else
    tl_ss=ss
  fi
}`,
  ask: `tl_turn=$((\${tl_turn:-0} + 1))
tl_now="$(ss -H -tulne 2>/dev/null)"
if [ -n "$tl_owned" ] && [ "$tl_now" = "$tl_seen" ] && [ "$tl_turn" -lt 20 ]; then
  printf '%s\\n' "$tl_owned"
else
  [ -n "$tl_ss" ] || tl_choose_ss
  tl_turn=0
  tl_seen="$tl_now"
  tl_owned="$($tl_ss -H -tulnp)" && printf '%s\\n' "$tl_owned"
fi`,
  advice: 'Install ss in the guest (package iproute2, 4.9 or newer) to see its ports.',
  toFindings(section) {
    const rows = parseSsListening(section);
    if (!rows.ok) return rows;
    const count = (protocol: string) => new Set(rows.value.filter((row) => row.protocol === protocol).map(({ port }) => port)).size;
    return ok({
      readings: [
        reading('tart_ports_listening', count('tcp'), { protocol: 'tcp' }),
        reading('tart_ports_listening', count('udp'), { protocol: 'udp' }),
      ],
      ports: rows.value,
    });
  },
};
