import { parseSsListening } from '../../parse/ssListening.ts';
import { ok } from '../../result.ts';
import { type Collector, reading } from '../collector.ts';

/**
 * What listens in the guest, with its process where the guest's user may see it: `ss -tulnp`, by `sudo -n` when allowed.
 *
 * To name processes, ss walks every process's files, and each sudo writes to the guest's log. So every turn only looks whether
 * the listening sockets are the same as before, by address and inode; owners are read again when they differ, or in the 20th
 * turn (a socket can be handed on). What is told is always what ss said: /proc/net does not show a socket's device or whether
 * it is of IPv6 alone.
 *
 * The look reads 250 lines of each table in /proc/net: bash by itself, other shells by one head, which costs two thirds of ss
 * (see docs/decisions/0003-what-a-frame-costs.md). In tcp the listening sockets (0A) come first, so the first connection ends
 * them; 03 are half-open ones, which kernels before 4.4 list between. Where 250 lines were not all, `ss -e` looks, which
 * filters in the kernel.
 *
 * Whether sudo is allowed is tried once per channel, by the first ports section and not while the channel opens: a sudo that
 * hangs then costs this section alone.
 */
export const ports: Collector = {
  name: 'ports',
  os: 'linux',
  everySeconds: 15,
  optional: true,
  // eval, because other shells must not read what only bash understands.
  setup: `tl_choose_ss() {
  if [ "$(id -u)" != 0 ] && command -v sudo >/dev/null 2>&1 && sudo -n ss -H -tuln >/dev/null 2>&1; then
    tl_ss='sudo -n ss'
  else
    tl_ss=ss
  fi
}
tl_tables='/proc/net/tcp /proc/net/tcp6 /proc/net/udp /proc/net/udp6'
tl_read_tables() { tl_text="$(head -n 250 $tl_tables /dev/null 2>/dev/null)"; }
if [ -n "\${BASH_VERSION:-}" ] && command -v mapfile >/dev/null 2>&1; then
  eval 'tl_read_tables() {
    tl_text=
    for tl_table in $tl_tables; do
      tl_lines=()
      mapfile -n 250 tl_lines 2>/dev/null <$tl_table
      printf -v tl_rows %s "\${tl_lines[@]}"
      tl_text="$tl_text==> $tl_table <==
$tl_rows"
    done
  }'
fi
tl_look() {
  tl_read_tables
  tl_now=
  tl_cut=
  tl_past=
  IFS='
'
  set -- $tl_text
  unset IFS
  for tl_line in "$@"; do
    case "$tl_past$tl_line" in
      '==> '* | 'past==> '*) tl_past= tl_row=0 tl_table="$tl_line" ;;
      past*) ;;
      *)
        set -- $tl_line
        tl_row=$((tl_row + 1))
        case "$tl_table $4" in
          *tcp*' 0A' | *udp*' 07') tl_now="$tl_now $tl_table $2 \${10}" ;;
          *tcp*' 03' | *' st') ;;
          *tcp*) tl_past=past ;;
        esac
        [ "$tl_row$tl_past" != 250 ] || tl_cut=cut
        ;;
    esac
  done
  if [ -n "$tl_cut" ] || [ -z "$tl_now" ]; then tl_now="$(ss -H -tulne 2>/dev/null)"; fi
}`,
  ask: `tl_turn=$((\${tl_turn:-0} + 1))
tl_look
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
