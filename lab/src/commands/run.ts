import { BUILTINS } from '../shell/builtins.ts';
import { parseScript } from '../shell/parser.ts';
import { runFields, runProgram, runToEnd } from '../shell/evaluate.ts';
import { ShellSyntaxError } from '../shell/errors.ts';
import { Shell } from '../shell/shell.ts';
import { ChannelInput } from '../shell/streams.ts';
import type { Run } from '../shell/host.ts';
import { parseOptions, refuse, type GuestProgram } from './program.ts';

/** Thrown when `sh` is started on a channel's own input: the session goes on as that shell. */
export class BecomeShell extends Error {
  readonly shell: Shell;
  constructor(shell: Shell) {
    super('the channel becomes a shell');
    this.shell = shell;
  }
}

/** sh, dash, bash: `-c TEXT`, a script file, or the input. */
const sh: GuestProgram = (run) => {
  const child = childShell(run);
  const args = run.args.filter((arg) => arg !== '--norc');
  while (/^-[a-zA-Z]+$/.test(args[0] ?? '') && args[0] !== '-c') {
    if (args[0]?.endsWith('c')) break;
    if (args[0]?.includes('e')) child.exitOnError = true;
    args.shift();
  }
  if (args[0]?.endsWith('c') && args[0].startsWith('-')) {
    child.name = args[2] ?? run.name;
    child.positional = args.slice(3);
    return runScript(child, args[1] ?? '');
  }
  const [file, ...rest] = args;
  child.positional = rest;
  if (file !== undefined) {
    const text = run.host.readFile(run.shell.path(file));
    if (text === null) return refuse(run, `0: cannot open ${file}: No such file`, 2);
    child.name = file;
    return runScript(child, text);
  }
  if (run.in instanceof ChannelInput) throw new BecomeShell(child);
  return runScript(child, run.in.readAll());
};

function childShell(run: Run): Shell {
  const child = new Shell(run.host, run.shell.pid + 1, [run.in, run.out, run.err]);
  for (const [name, value] of run.shell.environment()) child.export(name, value);
  child.cwd = run.shell.cwd;
  child.name = run.name.slice(run.name.lastIndexOf('/') + 1);
  child.flavour = child.name === 'bash' ? 'bash' : 'dash';
  return child;
}

function runScript(shell: Shell, text: string): number {
  try {
    return runToEnd(shell, parseScript(text));
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error;
    shell.line = error.line;
    shell.complain(error.message);
    return 2;
  }
}

/** A program with other descriptors or another name before it: `runProgram` reads them from the shell. */
function runIn(run: Run, fields: readonly string[]): number {
  const shell = run.shell.subshell([run.in, run.out, run.err]);
  const [name = '', ...args] = fields;
  // Builtins such as echo and test exist as programs too; functions do not.
  return run.host.command(name) ? runProgram(shell, name, args) : runFields(shell, fields, false);
}

/** sudo(8): runs as root when the guest allows it without a password. */
const sudo: GuestProgram = (run, guest) => {
  const args = [...run.args];
  let silent = false;
  while (args[0]?.startsWith('-')) {
    const flag = args.shift() ?? '';
    if (flag === '-n') silent = true;
    if (flag === '-u') args.shift();
    if (flag === '--') break;
  }
  if (!guest.conditions.hasSudo) {
    run.err.write(silent ? 'sudo: a password is required\n' : 'sudo: a terminal is required to read the password\n');
    return 1;
  }
  if (args.length === 0) return 0;
  if (!run.host.command(args[0] ?? '')) return refuse(run, `${args[0] ?? ''}: command not found`);
  const shell = run.shell.subshell([run.in, run.out, run.err]);
  shell.export('SUDO_USER', 'admin');
  shell.export('USER', 'root');
  return runProgram(shell, args[0] ?? '', args.slice(1));
};

/** timeout(1): 124 when the command would have slept longer, 137 with `-s KILL`. */
const timeout: GuestProgram = (run) => {
  const args = [...run.args];
  let killed = 124;
  while (args[0]?.startsWith('-')) {
    const flag = args.shift() ?? '';
    if (flag === '-s' && args.shift() === 'KILL') killed = 137;
    if (flag === '--signal=KILL' || flag === '-sKILL') killed = 137;
    if (flag === '-k') args.shift();
  }
  const limitMs = durationMs(args[0] ?? '');
  if (limitMs === null || args.length < 2) return refuse(run, `invalid time interval '${args[0] ?? ''}'`, 125);
  if (!run.host.command(args[1] ?? '')) return refuse(run, `failed to run command '${args[1] ?? ''}': No such file or directory`, 127);
  const { meter } = run.host;
  const before = meter.sleptMs;
  const status = runIn(run, args.slice(1));
  if (limitMs === 0 || meter.sleptMs - before <= limitMs) return status;
  meter.sleptMs = before + limitMs;
  return killed;
};

const sleep: GuestProgram = (run) => {
  for (const arg of run.args) {
    const ms = durationMs(arg);
    if (ms === null) return refuse(run, `invalid time interval '${arg}'`);
    run.host.meter.sleptMs += ms;
  }
  return 0;
};

function durationMs(text: string): number | null {
  const [, number, unit = 's'] = /^(\d*\.?\d+)([smhd])?$/.exec(text) ?? [];
  const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  return number === undefined ? null : Number(number) * (unitMs[unit] ?? 1000);
}

const env: GuestProgram = (run) => {
  const args = [...run.args];
  const shell = run.shell.subshell([run.in, run.out, run.err]);
  while (args[0] !== undefined && (args[0].startsWith('-') || args[0].includes('='))) {
    const arg = args.shift() ?? '';
    if (arg === '-i' || arg === '-') shell.variables.clear();
    else if (arg === '-u') shell.variables.delete(args.shift() ?? '');
    else if (arg.includes('=')) shell.export(arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1));
  }
  if (args.length === 0) {
    for (const [name, value] of shell.environment()) run.out.write(`${name}=${value}\n`);
    return 0;
  }
  return runProgram(shell, args[0] ?? '', args.slice(1));
};

/** Programs that only run another one: nice, nohup, ionice, stdbuf. */
const wrapper: GuestProgram = (run) => {
  const { operands } = parseOptions(run.args, 'nciopeu');
  return operands.length === 0 ? 0 : runIn(run, run.args.slice(run.args.indexOf(operands[0] ?? '')));
};

/** Builtins that lie in /usr/bin too, for `timeout`, `env` and `sudo` to run. */
const asProgram =
  (name: string): GuestProgram =>
  (run) => {
    const shell = run.shell.subshell([run.in, run.out, run.err]);
    shell.flavour = 'bash';
    return BUILTINS.get(name)?.(shell, run.args) ?? 127;
  };

/** Programs that run programs. */
export const runPrograms: Readonly<Record<string, GuestProgram>> = {
  sh,
  dash: sh,
  bash: sh,
  sudo,
  timeout,
  sleep,
  env,
  nice: wrapper,
  nohup: wrapper,
  ionice: wrapper,
  setsid: wrapper,
  echo: asProgram('echo'),
  printf: asProgram('printf'),
  test: asProgram('test'),
  '[': asProgram('['),
  pwd: asProgram('pwd'),
};
