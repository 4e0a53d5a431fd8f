import { valueOf } from '../wave.ts';
import { busyRatio } from '../guest/cpu.ts';
import { labSeconds } from '../guest/guest.ts';
import { memoryOf } from '../guest/memory.ts';
import { processesOf, processSeconds } from '../guest/processes.ts';
import type { GuestProgram } from './program.ts';
import { uptimeLine } from './system.ts';

const SHOWN = 20;

/** top(1) in batch mode (`-bn1`), as procps 4 prints it. */
export const top: GuestProgram = (run, guest, atMs) => {
  const processes = processesOf(guest, atMs);
  const memory = memoryOf(guest, atMs);
  const busy = busyRatio(guest, atMs);
  const waiting = valueOf(guest.profile.cpu.iowait, labSeconds(atMs));
  const percent = (ratio: number): string => (ratio * 100).toFixed(1).padStart(5);
  const mib = (kib: number): string => (kib / 1024).toFixed(1).padStart(8);
  const cache = memory.buffers + memory.cached + memory.reclaimable;
  const uptimeSeconds = (atMs - guest.bootedAtMs(atMs)) / 1000;
  const rows = processes
    .map((process) => ({ process, seconds: processSeconds(guest, process, atMs) }))
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, SHOWN)
    .map(({ process, seconds }) =>
      [
        String(process.pid).padStart(7),
        (process.user.length > 8 ? `${process.user.slice(0, 7)}+` : process.user).padEnd(8),
        ' 20   0',
        String(process.virtualKib).padStart(8),
        String(process.residentKib).padStart(7),
        String(Math.round(process.residentKib * 0.4)).padStart(6),
        'S',
        ((seconds * 100) / uptimeSeconds).toFixed(1).padStart(5),
        ((process.residentKib * 100) / memory.total).toFixed(1).padStart(5),
        `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(2).padStart(5, '0')}`.padStart(9),
        process.command,
      ].join(' '),
    );
  run.out.write(
    `top - ${uptimeLine(guest, atMs)}\n` +
      `Tasks: ${processes.length} total,   1 running, ${processes.length - 1} sleeping,   0 stopped,   0 zombie\n` +
      `%Cpu(s):${percent(busy * 0.7)} us,${percent(busy * 0.25)} sy,${percent(0)} ni,${percent(1 - busy - waiting)} id,${percent(waiting)} wa,${percent(0)} hi,${percent(busy * 0.05)} si,${percent(0)} st \n` +
      `MiB Mem :${mib(memory.total)} total,${mib(memory.free)} free,${mib(memory.total - memory.available)} used,${mib(cache)} buff/cache     \n` +
      `MiB Swap:${mib(0)} total,${mib(0)} free,${mib(0)} used.${mib(memory.available)} avail Mem \n\n` +
      `    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n${rows.join('\n')}\n`,
  );
  return 0;
};
