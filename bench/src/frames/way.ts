import type { Guest } from './guest.ts';

/** One way to read a guest. It is opened and closed in a process of its own, so that its CPU and memory can be told apart. */
export interface Way {
  /** Connects to every guest, where the way keeps connections. */
  open(guests: readonly Guest[]): Promise<void>;
  /** Reads one guest once; `atMs` is the time that the reading is for (a cycle every 5 s, however fast the benchmark runs). Throws when it fails. */
  read(guest: Guest, atMs: number): Promise<void>;
  close(): Promise<void>;
}

/** What the ways without an open shell run in one exec: what our frame reads, without `top`, which alone takes 150 ms. */
export const BATCH = [
  'export LC_ALL=C',
  'cat /proc/stat /proc/loadavg /proc/meminfo /proc/pressure/* /proc/diskstats /proc/net/dev /proc/uptime',
  'df -P -k -l -x tmpfs -x devtmpfs -x overlay',
  'ss -H -tlnp',
].join('; ');

/** What the predecessor runs on each VM in each cycle, one exec a command. */
export const FIVE_COMMANDS = ['top -bn1', 'free -m', 'df /', 'ss -tlnp', 'cat /proc/net/dev'];
