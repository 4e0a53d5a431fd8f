import type { Guest } from '../guest/guest.ts';
import { deviceCountersOf } from '../guest/network.ts';
import { processesOf, processSeconds } from '../guest/processes.ts';

const PROCESS_PATH = /^\/proc\/(\d+)\/(stat|status|comm|cmdline)$/;
const NET_PATH = /^\/sys\/class\/net\/([^/]+)\/(address|ifindex|mtu|operstate|device|statistics\/[rt]x_(?:bytes|packets))$/;
const TICKS = 100;
const PAGE_KIB = 4;

/** A file of one process. */
export function processFile(guest: Guest, path: string, atMs: number): string | null {
  const [, pid = '', file = ''] = PROCESS_PATH.exec(path) ?? [];
  const process = processesOf(guest, atMs).find((each) => String(each.pid) === pid);
  if (!process) return null;
  const { command, args, ppid, threads, residentKib, virtualKib, startedAfter } = process;
  if (file === 'comm') return `${command}\n`;
  if (file === 'cmdline') return args.startsWith('[') ? '' : `${args.split(' ').join('\0')}\0`;
  if (file === 'status') {
    return `Name:\t${command}\nState:\tS (sleeping)\nPid:\t${pid}\nPPid:\t${ppid}\nVmRSS:\t${residentKib} kB\nThreads:\t${threads}\n`;
  }
  const ticks = Math.floor(processSeconds(guest, process, atMs) * TICKS);
  const [user, system] = [Math.floor(ticks * 0.7), Math.floor(ticks * 0.3)];
  return (
    `${pid} (${command}) S ${ppid} ${pid} ${pid} 0 -1 4194560 0 0 0 0 ${user} ${system} 0 0 20 0 ${threads} 0 ` +
    `${Math.floor(startedAfter * TICKS)} ${virtualKib * 1024} ${Math.floor(residentKib / PAGE_KIB)} 18446744073709551615${' 0'.repeat(27)}\n`
  );
}

const names = new WeakMap<readonly unknown[], readonly string[]>();

/** The pids in /proc, or the files of one process. */
export function processNames(guest: Guest, path: string, atMs: number): readonly string[] | null {
  const processes = processesOf(guest, atMs);
  if (path !== '/proc') {
    const pid = /^\/proc\/(\d+)$/.exec(path)?.[1];
    return pid !== undefined && processes.some((process) => String(process.pid) === pid) ? ['cmdline', 'comm', 'stat', 'status'] : null;
  }
  const known = names.get(processes);
  if (known) return known;
  const pids = processes.map(({ pid }) => String(pid)).sort();
  names.set(processes, pids);
  return pids;
}

export const deviceNames = (guest: Guest): readonly string[] => guest.profile.devices.map(({ name }) => name).sort();

/** A file under /sys/class/net. `device` is there for physical devices only, as a directory with no text. */
export function sysNetFile(guest: Guest, path: string, atMs: number): string | null {
  const [, name = '', file = ''] = NET_PATH.exec(path) ?? [];
  const device = guest.profile.devices.find((each) => each.name === name);
  if (!device) return null;
  switch (file) {
    case 'address':
      return `${device.mac}\n`;
    case 'ifindex':
      return `${device.index}\n`;
    case 'mtu':
      return `${device.mtu}\n`;
    case 'operstate':
      return device.name === 'lo' ? 'unknown\n' : 'up\n';
    case 'device':
      return device.physical ? '' : null;
  }
  const counters = deviceCountersOf(guest, atMs).find((each) => each.device === device);
  if (!counters) return null;
  const bytes = file.startsWith('statistics/rx') ? counters.receiveBytes : counters.transmitBytes;
  const packets = file.startsWith('statistics/rx') ? counters.receivePackets : counters.transmitPackets;
  return `${file.endsWith('bytes') ? bytes : packets}\n`;
}
