import { CPU_MODES, cpuTicks, loadAverages } from '../guest/cpu.ts';
import { labSeconds } from '../guest/guest.ts';
import { diskCountersOf, diskInFlight } from '../guest/disk.ts';
import { memoryOf } from '../guest/memory.ts';
import { pressureOf, type PressureKind } from '../guest/pressure.ts';
import { runningCount, threadCount } from '../guest/processes.ts';
import { integralOf, type Wave } from '../wave.ts';
import type { Guest } from '../guest/guest.ts';
import type { RenderFile } from './tree.ts';

const sinceBoot = (guest: Guest, wave: Wave, atMs: number): number =>
  Math.floor(integralOf(wave, labSeconds(atMs)) - integralOf(wave, labSeconds(guest.bootedAtMs(atMs))));

const stat: RenderFile = (guest, atMs) => {
  const cpus = cpuTicks(guest, atMs);
  const all = CPU_MODES.map((mode) => cpus.reduce((sum, ticks) => sum + ticks[mode], 0));
  const rows = cpus.map((ticks, index) => `cpu${index} ${CPU_MODES.map((mode) => ticks[mode]).join(' ')} 0 0\n`);
  const switches = sinceBoot(guest, guest.profile.switches, atMs);
  const forks = sinceBoot(guest, guest.profile.forks, atMs) + 1200;
  const blocked = diskInFlight(guest, atMs);
  return (
    `cpu  ${all.join(' ')} 0 0\n${rows.join('')}intr ${Math.floor(switches * 0.61)} 0 0 0\nctxt ${switches}\n` +
    `btime ${Math.floor(guest.bootedAtMs(atMs) / 1000)}\nprocesses ${forks}\nprocs_running ${runningCount(guest, atMs)}\n` +
    `procs_blocked ${blocked}\nsoftirq ${Math.floor(switches * 0.4)} 0 0 0 0 0 0 0 0 0 0\n`
  );
};

const loadavg: RenderFile = (guest, atMs) => {
  const averages = loadAverages(guest, atMs).map((value) => value.toFixed(2));
  const last = 31_000 + (sinceBoot(guest, guest.profile.forks, atMs) % 100_000);
  return `${averages.join(' ')} ${runningCount(guest, atMs)}/${threadCount(guest, atMs)} ${last}\n`;
};

const uptime: RenderFile = (guest, atMs) => {
  const idle = cpuTicks(guest, atMs).reduce((sum, ticks) => sum + ticks.idle, 0) / 100;
  return `${((atMs - guest.bootedAtMs(atMs)) / 1000).toFixed(2)} ${idle.toFixed(2)}\n`;
};

const meminfo: RenderFile = (guest, atMs) => {
  const memory = memoryOf(guest, atMs);
  const anonymous = memory.total - memory.free - memory.cached - memory.buffers - memory.reclaimable;
  const rows: readonly (readonly [string, number])[] = [
    ['MemTotal', memory.total],
    ['MemFree', memory.free],
    ['MemAvailable', memory.available],
    ['Buffers', memory.buffers],
    ['Cached', memory.cached],
    ['SwapCached', 0],
    ['Active', Math.round(memory.cached * 0.55 + anonymous * 0.6)],
    ['Inactive', Math.round(memory.cached * 0.45 + anonymous * 0.3)],
    ['SwapTotal', memory.swapTotal],
    ['SwapFree', memory.swapFree],
    ['Dirty', 340],
    ['Writeback', 0],
    ['AnonPages', Math.max(0, Math.round(anonymous * 0.8))],
    ['Mapped', Math.round(memory.cached * 0.3)],
    ['Shmem', memory.shared],
    ['KReclaimable', memory.reclaimable],
    ['Slab', Math.round(memory.reclaimable * 1.8)],
    ['SReclaimable', memory.reclaimable],
    ['SUnreclaim', Math.round(memory.reclaimable * 0.8)],
    ['KernelStack', threadCount(guest, atMs) * 16],
    ['PageTables', Math.round(memory.total * 0.002)],
    ['CommitLimit', Math.round(memory.total / 2)],
    ['Committed_AS', Math.round(anonymous * 1.9)],
    ['VmallocTotal', 133_141_626_880],
    ['VmallocUsed', 21_484],
    ['HugePages_Total', 0],
    ['Hugepagesize', 2048],
  ];
  let text = '';
  for (const [name, value] of rows)
    text += `${`${name}:`.padEnd(15)} ${String(value).padStart(8)}${name === 'HugePages_Total' ? '' : ' kB'}\n`;
  return text;
};

const diskstats: RenderFile = (guest, atMs) => {
  const disk = diskCountersOf(guest, atMs);
  const inFlight = diskInFlight(guest, atMs);
  const row = (minor: number, name: string, share: number): string => {
    const part = (value: number): number => Math.floor(value * share);
    return (
      `${String(253).padStart(4)} ${String(minor).padStart(7)} ${name} ${part(disk.reads)} ${part(disk.reads * 0.2)} ${part(disk.sectorsRead)} ${part(disk.reads * 0.5)} ` +
      `${part(disk.writes)} ${part(disk.writes * 0.9)} ${part(disk.sectorsWritten)} ${part(disk.writes * 1.1)} ${inFlight} ${part(disk.busyMs)} ${part(disk.busyMs * 1.6)} 0 0 0 0 0 0\n`
    );
  };
  return row(0, 'vda', 1) + row(1, 'vda1', 0.97) + row(15, 'vda15', 0.001) + row(16, 'vda16', 0.004);
};

const pressure =
  (kind: PressureKind): RenderFile =>
  (guest, atMs) => {
    if (!guest.conditions.hasPressure) return null;
    const lines = pressureOf(guest, kind, atMs);
    const show = (name: 'some' | 'full'): string => {
      const { avg10, avg60, avg300, totalUs } = lines[name];
      return `${name} avg10=${avg10.toFixed(2)} avg60=${avg60.toFixed(2)} avg300=${avg300.toFixed(2)} total=${totalUs}\n`;
    };
    return show('some') + show('full');
  };

const cpuinfo: RenderFile = (guest) =>
  Array.from(
    { length: guest.spec.cpus },
    (_, index) =>
      `processor\t: ${index}\nBogoMIPS\t: 48.00\nFeatures\t: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp\n` +
      'CPU implementer\t: 0x61\nCPU architecture: 8\nCPU variant\t: 0x0\nCPU part\t: 0x000\nCPU revision\t: 0\n\n',
  ).join('');

const vmstat: RenderFile = (guest, atMs) => {
  const disk = diskCountersOf(guest, atMs);
  const forks = sinceBoot(guest, guest.profile.forks, atMs);
  return (
    `nr_free_pages ${Math.floor(memoryOf(guest, atMs).free / 4)}\npgpgin ${Math.floor(disk.sectorsRead / 2)}\n` +
    `pgpgout ${Math.floor(disk.sectorsWritten / 2)}\npswpin 0\npswpout 0\npgfault ${forks * 340}\n` +
    `pgmajfault ${Math.floor(disk.reads / 12)}\noom_kill 0\n`
  );
};

/** The files of /proc that move. */
export const procFiles: Readonly<Record<string, RenderFile>> = {
  '/proc/stat': stat,
  '/proc/loadavg': loadavg,
  '/proc/uptime': uptime,
  '/proc/meminfo': meminfo,
  '/proc/diskstats': diskstats,
  '/proc/pressure/cpu': pressure('cpu'),
  '/proc/pressure/memory': pressure('memory'),
  '/proc/pressure/io': pressure('io'),
  '/proc/cpuinfo': cpuinfo,
  '/proc/vmstat': vmstat,
};
