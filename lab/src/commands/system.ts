import { loadAverages } from '../guest/cpu.ts';
import { KERNEL_RELEASE, KERNEL_VERSION } from '../files/kernel.ts';
import type { Guest } from '../guest/guest.ts';
import { formatDate } from './formatDate.ts';
import { parseOptions, refuse, type GuestProgram } from './program.ts';

const uname: GuestProgram = (run, guest) => {
  const { flags } = parseOptions(run.args);
  const fields: readonly (readonly [string, string])[] = [
    ['s', 'Linux'],
    ['n', guest.spec.name],
    ['r', KERNEL_RELEASE],
    ['v', KERNEL_VERSION],
    ['m', 'aarch64'],
    ['p', 'aarch64'],
    ['i', 'aarch64'],
    ['o', 'GNU/Linux'],
  ];
  const all = flags.has('a') || flags.has('--all');
  const wanted = fields.filter(([flag]) => all || flags.has(flag) || (flags.size === 0 && flag === 's'));
  run.out.write(`${wanted.map(([, value]) => value).join(' ')}\n`);
  return 0;
};

const hostname: GuestProgram = (run, guest) => {
  const { flags } = parseOptions(run.args);
  run.out.write(flags.has('I') ? `${guest.address} \n` : `${guest.spec.name}\n`);
  return 0;
};

/** The first line of `uptime`, `top` and `w`. */
export function uptimeLine(guest: Guest, atMs: number): string {
  const minutes = Math.floor((atMs - guest.bootedAtMs(atMs)) / 60_000);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const rest = minutes % 60;
  const clock = hours > 0 ? `${String(hours).padStart(2)}:${String(rest).padStart(2, '0')}` : `${rest} min`;
  const up = days > 0 ? `${days} day${days === 1 ? '' : 's'}, ${clock}` : clock;
  const averages = loadAverages(guest, atMs).map((value) => value.toFixed(2));
  return `${new Date(atMs).toISOString().slice(11, 19)} up ${up},  1 user,  load average: ${averages.join(', ')}`;
}

const uptime: GuestProgram = (run, guest, atMs) => {
  const { flags } = parseOptions(run.args);
  const booted = new Date(guest.bootedAtMs(atMs)).toISOString();
  if (flags.has('s')) run.out.write(`${booted.slice(0, 10)} ${booted.slice(11, 19)}\n`);
  else run.out.write(` ${uptimeLine(guest, atMs)}\n`);
  return 0;
};

const date: GuestProgram = (run, _guest, atMs) => {
  let at = atMs;
  let format = '+%a %b %e %H:%M:%S UTC %Y';
  for (let index = 0; index < run.args.length; index++) {
    const arg = run.args[index] ?? '';
    if (arg.startsWith('+')) format = arg;
    else if (arg === '-d') {
      const value = run.args[++index] ?? '';
      at = value.startsWith('@') ? Number(value.slice(1)) * 1000 : Date.parse(value);
      if (Number.isNaN(at)) return refuse(run, `invalid date '${value}'`);
    } else if (arg === '-Iseconds' || arg === '--iso-8601=seconds') format = '+%Y-%m-%dT%H:%M:%S+00:00';
    else if (arg !== '-u' && arg !== '--utc') return refuse(run, `invalid option '${arg}'`);
  }
  run.out.write(`${formatDate(format.slice(1), at)}\n`);
  return 0;
};

const id: GuestProgram = (run) => {
  const { flags } = parseOptions(run.args);
  const root = run.shell.get('USER') === 'root';
  if (flags.has('u')) run.out.write(flags.has('n') ? `${root ? 'root' : 'admin'}\n` : `${root ? 0 : 1000}\n`);
  else if (flags.has('g')) run.out.write(`${root ? 0 : 1000}\n`);
  else
    run.out.write(
      root ? 'uid=0(root) gid=0(root) groups=0(root)\n' : 'uid=1000(admin) gid=1000(admin) groups=1000(admin),4(adm),27(sudo)\n',
    );
  return 0;
};

const whoami: GuestProgram = (run) => {
  run.out.write(run.shell.get('USER') === 'root' ? 'root\n' : 'admin\n');
  return 0;
};

const nproc: GuestProgram = (run, guest) => {
  run.out.write(`${guest.spec.cpus}\n`);
  return 0;
};

const getconf: GuestProgram = (run, guest) => {
  const values: Readonly<Record<string, string>> = {
    CLK_TCK: '100',
    PAGESIZE: '4096',
    PAGE_SIZE: '4096',
    _NPROCESSORS_ONLN: String(guest.spec.cpus),
  };
  const value = values[run.args[0] ?? ''];
  if (value === undefined) return refuse(run, `Unrecognized variable '${run.args[0] ?? ''}'`, 2);
  run.out.write(`${value}\n`);
  return 0;
};

const succeed: GuestProgram = () => 0;

/** What the guest is and how long it runs. */
export const systemPrograms: Readonly<Record<string, GuestProgram>> = {
  uname,
  hostname,
  uptime,
  date,
  id,
  whoami,
  nproc,
  getconf,
  arch: (run) => {
    run.out.write('aarch64\n');
    return 0;
  },
  tty: (run) => {
    run.out.write('not a tty\n');
    return 1;
  },
  sync: succeed,
  true: succeed,
  false: () => 1,
};
