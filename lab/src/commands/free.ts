import { memoryOf } from '../guest/memory.ts';
import { parseOptions, type GuestProgram } from './program.ts';

const COLUMNS = ['total', 'used', 'free', 'shared', 'buff/cache', 'available'];

/** free(1) of procps 4: used is total − available. */
export const free: GuestProgram = (run, guest, atMs) => {
  const { flags } = parseOptions(run.args);
  const memory = memoryOf(guest, atMs);
  const show = (kib: number): string => {
    if (flags.has('h')) return humanKib(kib);
    if (flags.has('b')) return String(kib * 1024);
    if (flags.has('g')) return String(Math.floor(kib / (1 << 20)));
    return String(flags.has('m') ? Math.floor(kib / 1024) : kib);
  };
  const row = (name: string, values: readonly number[]): string =>
    name.padEnd(8) +
    values
      .map((value) => show(value).padStart(12))
      .join('')
      .slice(name === '' ? 1 : 0);
  const cache = memory.buffers + memory.cached + memory.reclaimable;
  const used = memory.total - memory.available;
  const rows = [
    ' '.repeat(8) + COLUMNS.map((title) => title.padStart(12)).join(''),
    row('Mem:', [memory.total, used, memory.free, memory.shared, cache, memory.available]),
    row('Swap:', [memory.swapTotal, memory.swapTotal - memory.swapFree, memory.swapFree]),
  ];
  run.out.write(`${rows.join('\n')}\n`);
  return 0;
};

function humanKib(kib: number): string {
  if (kib === 0) return '0B';
  const units = ['Ki', 'Mi', 'Gi', 'Ti'];
  let value = kib;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value < 10 ? value.toFixed(1) : Math.floor(value)}${units[unit] ?? ''}`;
}
