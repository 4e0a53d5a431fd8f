import type { Guest } from '../guest/guest.ts';
import { processesOf, processSeconds, type GuestProcess } from '../guest/processes.ts';
import { memoryOf } from '../guest/memory.ts';
import { formatDate } from './formatDate.ts';
import { refuse, type GuestProgram } from './program.ts';

interface Column {
  readonly title: string;
  readonly width: number;
  readonly right: boolean;
  readonly of: (process: GuestProcess, facts: Facts) => string;
}
interface Facts {
  readonly guest: Guest;
  readonly atMs: number;
  readonly totalKib: number;
}

const elapsed = ({ startedAfter }: GuestProcess, { guest, atMs }: Facts): number => (atMs - guest.bootedAtMs(atMs)) / 1000 - startedAfter;
const cpuSeconds = (process: GuestProcess, { guest, atMs }: Facts): number => processSeconds(guest, process, atMs);
const cpuPercent = (process: GuestProcess, facts: Facts): string =>
  ((cpuSeconds(process, facts) * 100) / Math.max(1, elapsed(process, facts))).toFixed(1);
const memoryPercent = ({ residentKib }: GuestProcess, { totalKib }: Facts): string => ((residentKib * 100) / totalKib).toFixed(1);
const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
const hms = (seconds: number): string => `${two(seconds / 3600)}:${two((seconds % 3600) / 60)}:${two(seconds % 60)}`;
const dayHms = (seconds: number): string =>
  seconds >= 86_400 ? `${two(seconds / 86_400)}-${hms(seconds % 86_400)}` : hms(seconds).replace(/^00:/, '');
const started = (process: GuestProcess, { guest, atMs }: Facts): string =>
  formatDate('%b%d', guest.bootedAtMs(atMs) + process.startedAfter * 1000);

const left = (title: string, width: number, of: Column['of']): Column => ({ title, width, right: false, of });
const right = (title: string, width: number, of: Column['of']): Column => ({ title, width, right: true, of });

const COLUMNS: Readonly<Record<string, Column>> = {
  pid: right('PID', 7, ({ pid }) => String(pid)),
  ppid: right('PPID', 7, ({ ppid }) => String(ppid)),
  user: left('USER', 8, ({ user }) => user),
  comm: left('COMMAND', 15, ({ command }) => command),
  args: left('COMMAND', 27, ({ args }) => args),
  pcpu: right('%CPU', 4, cpuPercent),
  pmem: right('%MEM', 4, memoryPercent),
  rss: right('RSS', 5, ({ residentKib }) => String(residentKib)),
  vsz: right('VSZ', 6, ({ virtualKib }) => String(virtualKib)),
  nlwp: right('NLWP', 4, ({ threads }) => String(threads)),
  stat: left('STAT', 4, ({ threads }) => (threads > 1 ? 'Ssl' : 'Ss')),
  tty: left('TT', 8, () => '?'),
  time: right('TIME', 8, (process, facts) => hms(cpuSeconds(process, facts))),
  etime: right('ELAPSED', 11, (process, facts) => dayHms(elapsed(process, facts))),
  etimes: right('ELAPSED', 7, (process, facts) => String(Math.floor(elapsed(process, facts)))),
  lstart: right('STARTED', 24, (process, facts) =>
    formatDate('%a %b %e %H:%M:%S %Y', facts.guest.bootedAtMs(facts.atMs) + process.startedAfter * 1000),
  ),
};
const OTHER_NAMES: Readonly<Record<string, string>> = {
  '%cpu': 'pcpu',
  '%mem': 'pmem',
  cmd: 'args',
  command: 'args',
  rssize: 'rss',
  ucmd: 'comm',
  euser: 'user',
  s: 'stat',
  state: 'stat',
};

const AUX: readonly Column[] = [
  left('USER', 8, ({ user }) => (user.length > 8 ? `${user.slice(0, 7)}+` : user)),
  right('PID', 7, ({ pid }) => String(pid)),
  right('%CPU', 4, cpuPercent),
  right('%MEM', 4, memoryPercent),
  right('VSZ', 6, ({ virtualKib }) => String(virtualKib)),
  right('RSS', 5, ({ residentKib }) => String(residentKib)),
  left('TTY', 8, () => '?'),
  left('STAT', 4, ({ threads }) => (threads > 1 ? 'Ssl' : 'Ss')),
  left('START', 5, started),
  right('TIME', 6, (process, facts) => `${Math.floor(cpuSeconds(process, facts) / 60)}:${two(cpuSeconds(process, facts) % 60)}`),
  left('COMMAND', 7, ({ args }) => args),
];

/** ps(1): `aux`, `-e`/`-A` with `-o LIST` (also `name:width` and `name=`), `--sort`, `--no-headers`. */
export const ps: GuestProgram = (run, guest, atMs) => {
  let columns: readonly Column[] | null = null;
  let sortKey = '';
  let headers = true;
  let all = false;
  for (let at = 0; at < run.args.length; at++) {
    const arg = run.args[at] ?? '';
    const list = /^-[a-zA-Z]*o(.*)$/.exec(arg);
    if (/^-?[a-z]*(?:aux|ax|ef)[a-z]*$/.test(arg) || arg === '-A') all = true;
    if (arg.startsWith('--sort=')) sortKey = arg.slice(7);
    else if (arg === '--no-headers' || arg === '--no-heading') headers = false;
    else if (list) {
      all ||= arg.includes('e') || arg.includes('A');
      const named = columnsOf(list[1] || (run.args[++at] ?? ''));
      if (typeof named === 'string') return refuse(run, named);
      columns = named;
    } else if (arg === '-e') all = true;
  }
  const facts: Facts = { guest, atMs, totalKib: memoryOf(guest, atMs).total };
  const rows = all ? [...processesOf(guest, atMs)] : processesOf(guest, atMs).filter(({ user }) => user === 'admin');
  const shown = columns ?? (all ? AUX : [COLUMNS.pid, COLUMNS.tty, COLUMNS.time, COLUMNS.comm].filter((column) => column !== undefined));
  if (sortKey !== '') sortBy(rows, sortKey, facts);
  const line = (cell: (column: Column) => string): string =>
    `${shown.map((column, index) => (column.right ? cell(column).padStart(column.width) : index === shown.length - 1 ? cell(column) : cell(column).padEnd(column.width))).join(' ')}\n`;
  let text = headers && shown.some(({ title }) => title !== '') ? line(({ title }) => title) : '';
  for (const row of rows) text += line((column) => column.of(row, facts));
  run.out.write(text);
  return 0;
};

function columnsOf(list: string): Column[] | string {
  const columns: Column[] = [];
  for (const item of list.split(/[, ]/)) {
    const [, name = '', width, silent] = /^([%a-z_]+)(?::(\d+))?(=)?$/.exec(item) ?? [];
    const column = COLUMNS[OTHER_NAMES[name] ?? name];
    if (!column) return `error: unknown user-defined format specifier "${item}"`;
    columns.push({ ...column, width: width === undefined ? column.width : Number(width), title: silent ? '' : column.title });
  }
  return columns;
}

function sortBy(rows: GuestProcess[], key: string, facts: Facts): void {
  const name = key.replace(/^[-+]/, '').split(',')[0] ?? '';
  const column = COLUMNS[OTHER_NAMES[name] ?? name];
  if (!column) return;
  const value = (row: GuestProcess): number => Number.parseFloat(column.of(row, facts));
  rows.sort((a, b) => (key.startsWith('-') ? value(b) - value(a) : value(a) - value(b)));
}
