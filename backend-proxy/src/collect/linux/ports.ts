import { parseSsListening } from '../../parse/ssListening.ts';
import { ok } from '../../result.ts';
import { type Collector, reading } from '../collector.ts';

/**
 * What listens in the guest, with its process where the guest's user may see it: `ss -tulnp`, by `sudo -n` when allowed.
 * Whether it is allowed is tried once per channel, so that sudo's log is not filled with refusals. It is tried by the first
 * ports section, not while the channel opens: a sudo that hangs then costs this section alone.
 */
export const ports: Collector = {
  name: 'ports',
  os: 'linux',
  everySeconds: 15,
  optional: true,
  setup: `tl_ss() {
  if [ "$(id -u)" != 0 ] && command -v sudo >/dev/null 2>&1 && sudo -n ss -H -tuln >/dev/null 2>&1; then
    tl_ss() { sudo -n ss "$@"; }
  else
    tl_ss() { ss "$@"; }
  fi
  tl_ss "$@"
}`,
  ask: 'tl_ss -H -tulnp',
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
