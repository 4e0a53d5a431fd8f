import type { Collector } from './collector.ts';
import { clock } from './linux/clock.ts';
import { cost } from './linux/cost.ts';
import { cpu } from './linux/cpu.ts';
import { diskIo } from './linux/diskIo.ts';
import { filesystem } from './linux/filesystem.ts';
import { kernel } from './linux/kernel.ts';
import { load } from './linux/load.ts';
import { memory } from './linux/memory.ts';
import { network } from './linux/network.ts';
import { ports } from './linux/ports.ts';
import { pressure } from './linux/pressure.ts';
import { processes } from './linux/processes.ts';
import { system } from './linux/system.ts';
import { tcp } from './linux/tcp.ts';
import { topProcesses } from './linux/topProcesses.ts';
import { uptime } from './linux/uptime.ts';

/**
 * Everything that can be asked of a Linux guest, in the order of the frame: `clock` first (see `frame.ts`), then what every
 * frame asks, then what may take long, so that a hung command finds the rest already said; `cost` last, to count them all.
 */
export const LINUX_COLLECTORS: readonly Collector[] = [
  clock,
  cpu,
  load,
  memory,
  pressure,
  diskIo,
  network,
  uptime,
  kernel,
  processes,
  system,
  tcp,
  ports,
  topProcesses,
  filesystem,
  cost,
];
