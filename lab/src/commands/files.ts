import { parseOptions, refuse, type GuestProgram } from './program.ts';

/** ls(1): names, one a line; `-l` with plain owners and sizes; `-a`, `-d`, `-1`. */
const ls: GuestProgram = (run) => {
  const { flags, operands } = parseOptions(run.args);
  const names = operands.length > 0 ? operands : ['.'];
  let status = 0;
  const row = (path: string, name: string): string => {
    if (!flags.has('l')) return `${name}\n`;
    const directory = run.host.isDirectory(path);
    const size = directory ? 4096 : (run.host.readFile(path) ?? '').length;
    return `${directory ? 'drwxr-xr-x 2' : '-rw-r--r-- 1'} root root ${String(size).padStart(8)} Jan  1 00:00 ${name}\n`;
  };
  for (const name of names) {
    const path = run.shell.path(name);
    if (!run.host.exists(path)) {
      run.err.write(`ls: cannot access '${name}': No such file or directory\n`);
      status = 2;
      continue;
    }
    const entries = flags.has('d') ? null : run.host.isDirectory(path) ? run.host.list(path) : null;
    if (entries === null) {
      run.out.write(row(path, name));
      continue;
    }
    if (names.length > 1) run.out.write(`${name}:\n`);
    if (flags.has('l')) run.out.write('total 0\n');
    const shown = [
      ...(flags.has('a') ? ['.', '..'] : []),
      ...entries.filter((entry) => flags.has('a') || flags.has('A') || !entry.startsWith('.')),
    ];
    run.out.write(shown.map((entry) => row(`${path}/${entry}`, entry)).join(''));
  }
  return status;
};

/** stat(1) with `-c FORMAT` of %n %s %F %U. */
const stat: GuestProgram = (run) => {
  const { values, operands } = parseOptions(run.args, 'c');
  const format = values.get('c') ?? values.get('--format') ?? '  File: %n\n  Size: %s\t%F';
  for (const name of operands) {
    const path = run.shell.path(name);
    if (!run.host.exists(path)) return refuse(run, `cannot statx '${name}': No such file or directory`);
    const directory = run.host.isDirectory(path);
    const fields: Readonly<Record<string, string>> = {
      n: name,
      s: String(directory ? 4096 : (run.host.readFile(path) ?? '').length),
      F: directory ? 'directory' : 'regular file',
      U: 'root',
    };
    run.out.write(`${format.replace(/%(\w)/g, (whole, letter: string) => fields[letter] ?? whole)}\n`);
  }
  return 0;
};

const rm: GuestProgram = (run) => {
  const { flags, operands } = parseOptions(run.args);
  let status = 0;
  for (const name of operands) {
    if (run.host.removeFile(run.shell.path(name)) || flags.has('f')) continue;
    status = refuse(run, `cannot remove '${name}': No such file or directory`);
  }
  return status;
};

const touch: GuestProgram = (run) => {
  const failed = run.args.filter((name) => !run.host.writeFile(run.shell.path(name), '', true));
  for (const name of failed) run.err.write(`touch: cannot touch '${name}': Permission denied\n`);
  return failed.length > 0 ? 1 : 0;
};

/** Creates a name under /tmp; directories are made by their files. */
const mktemp: GuestProgram = (run, _guest, atMs) => {
  const path = `/tmp/tmp.${atMs.toString(36)}${run.shell.pid}`;
  run.host.writeFile(path, '', false);
  run.out.write(`${path}\n`);
  return 0;
};

const basename: GuestProgram = (run) => {
  const [path = '', suffix = ''] = run.args;
  const name = path.replace(/\/+$/, '').split('/').at(-1) ?? '';
  run.out.write(`${suffix !== '' && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name}\n`);
  return 0;
};

const dirname: GuestProgram = (run) => {
  const path = (run.args[0] ?? '').replace(/\/+$/, '');
  run.out.write(`${path.includes('/') ? path.slice(0, path.lastIndexOf('/')) || '/' : '.'}\n`);
  return 0;
};

const readlink: GuestProgram = (run) => {
  const path = run.shell.path(parseOptions(run.args).operands[0] ?? '');
  if (!run.host.exists(path)) return 1;
  run.out.write(`${path}\n`);
  return 0;
};

const which: GuestProgram = (run) => {
  const found = run.args.filter((name) => run.host.command(name));
  for (const name of found) run.out.write(`/usr/bin/${name}\n`);
  return found.length === run.args.length ? 0 : 1;
};

/** Programs about files. */
export const filePrograms: Readonly<Record<string, GuestProgram>> = { ls, stat, rm, touch, mktemp, basename, dirname, readlink, which };
