import { filesystemsOf, type Filesystem } from '../guest/disk.ts';
import { table } from './table.ts';
import { parseOptions, refuse, type GuestProgram } from './program.ts';

const percent = ({ used, available }: Filesystem): string =>
  used + available === 0 ? '-' : `${Math.ceil((used * 100) / (used + available))}%`;

/** df(1): -P, -k, -l, -h, -T, -B1, --output=…, -x TYPE, -t TYPE and paths. Sizes are rounded up, as df does. */
export const df: GuestProgram = (run, guest, atMs) => {
  const excluded: string[] = [];
  const only: string[] = [];
  const args: string[] = [];
  for (let at = 0; at < run.args.length; at++) {
    const arg = run.args[at] ?? '';
    if (arg === '-x') excluded.push(run.args[++at] ?? '');
    else if (arg === '-t') only.push(run.args[++at] ?? '');
    else args.push(arg);
  }
  const { flags, values, operands } = parseOptions(args, 'B');
  const mounted = filesystemsOf(guest, atMs);
  let status = 0;
  const asked = operands.flatMap((name) => {
    const path = run.shell.path(name);
    const holder = run.host.exists(path) || mounted.some(({ mountpoint }) => mountpoint === path) ? filesystemOf(mounted, path) : undefined;
    if (holder) return [holder];
    status = refuse(run, `${name}: No such file or directory`);
    return [];
  });
  const chosen = operands.length > 0 ? asked : mounted;
  const shown = chosen.filter(({ type }) => !excluded.includes(type) && (only.length === 0 || only.includes(type)));
  if (shown.length === 0) return status || refuse(run, 'no file systems processed');
  const block = blockSize(flags, values);
  const size = (kib: number): string => (block === 'human' ? human(kib * 1024) : String(Math.ceil((kib * 1024) / block)));
  const heading =
    block === 'human' ? 'Size' : block === 1 ? '1B-blocks' : block === 1024 ? (flags.has('P') ? '1024-blocks' : '1K-blocks') : '1M-blocks';
  const fields: Readonly<Record<string, { title: string; of: (row: Filesystem) => string; right: boolean }>> = {
    source: { title: 'Filesystem', of: ({ device }) => device, right: false },
    fstype: { title: 'Type', of: ({ type }) => type, right: false },
    itotal: { title: 'Inodes', of: ({ files }) => String(files), right: true },
    iavail: { title: 'IFree', of: ({ filesFree }) => String(filesFree), right: true },
    size: { title: heading, of: (row) => size(row.size), right: true },
    used: { title: 'Used', of: (row) => size(row.used), right: true },
    avail: { title: flags.has('P') || block !== 'human' ? 'Available' : 'Avail', of: (row) => size(row.available), right: true },
    pcent: { title: flags.has('P') ? 'Capacity' : 'Use%', of: percent, right: true },
    target: { title: 'Mounted on', of: ({ mountpoint }) => mountpoint, right: false },
  };
  const output = values.get('--output')?.split(',') ?? [
    'source',
    ...(flags.has('T') ? ['fstype'] : []),
    'size',
    'used',
    'avail',
    'pcent',
    'target',
  ];
  const columns = output.map((name) => fields[name]);
  if (columns.some((column) => column === undefined)) return refuse(run, `option --output: field '${output.join(',')}' unknown`);
  const known = columns.filter((column) => column !== undefined);
  run.out.write(
    table(
      [
        known.map(({ title }) => (flags.has('--output') && title === 'Available' ? 'Avail' : title)),
        ...shown.map((row) => known.map(({ of }) => of(row))),
      ],
      known.map(({ right }) => right),
      known.map(({ title, right }) => (title === 'Filesystem' ? 14 : right ? 4 + Number(!title.startsWith('Use%')) : 0)),
    ),
  );
  return status;
};

function filesystemOf(mounted: readonly Filesystem[], path: string): Filesystem | undefined {
  return mounted
    .filter(({ mountpoint }) => mountpoint === '/' || path === mountpoint || path.startsWith(`${mountpoint}/`))
    .sort((a, b) => b.mountpoint.length - a.mountpoint.length)[0];
}

function blockSize(flags: ReadonlySet<string>, values: ReadonlyMap<string, string>): number | 'human' {
  if (flags.has('h') || flags.has('H')) return 'human';
  const asked = values.get('B') ?? values.get('--block-size');
  return asked === '1' ? 1 : asked === 'M' || asked === '1M' || flags.has('m') ? 1 << 20 : 1024;
}

/** 1024-based with one decimal below 10, rounded up. */
export function human(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < 4) {
    value /= 1024;
    unit++;
  }
  const shown = unit > 0 && value < 10 ? (Math.ceil(value * 10) / 10).toFixed(1) : String(Math.ceil(value));
  return unit === 0 ? (bytes === 0 ? '0' : `${(bytes / 1024).toFixed(1)}K`) : shown + ['', 'K', 'M', 'G', 'T'][unit];
}
