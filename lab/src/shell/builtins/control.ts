import { BUILTINS } from '../builtins.ts';
import { runFields, runText } from '../evaluate.ts';
import { Unwinding } from '../shell.ts';
import { printOut, type Builtin } from './builtin.ts';

const succeed: Builtin = () => 0;

const exit: Builtin = (shell, args) => {
  throw new Unwinding({ unwind: 'exit', status: statusOf(args[0], shell.status) });
};

const returnFrom: Builtin = (shell, args) => {
  throw new Unwinding({ unwind: 'return', status: statusOf(args[0], shell.status) });
};

const leaveLoop =
  (unwind: 'break' | 'continue'): Builtin =>
  (shell, args) => {
    if (shell.loopDepth === 0) return 0;
    throw new Unwinding({ unwind, levels: Number(args[0] ?? 1) });
  };

const evaluate: Builtin = (shell, args) => {
  shell.status = 0;
  return runText(shell, args.join(' '));
};

const dot: Builtin = (shell, args) => {
  const name = args[0] ?? '';
  const text = shell.host.readFile(shell.path(name));
  if (text === null) {
    shell.complain(`.: cannot open ${name}: No such file`);
    return 2;
  }
  return runText(shell, text);
};

/** `exec` alone keeps the redirections; with a command the shell becomes it. */
const exec: Builtin = (shell, args) => {
  if (args.length === 0) {
    shell.descriptors = [...shell.descriptors];
    return 0;
  }
  shell.exitTrap = null;
  throw new Unwinding({ unwind: 'exit', status: runFields(shell, args, false) });
};

const command: Builtin = (shell, args) => {
  if (args[0] !== '-v' && args[0] !== '-V') return runFields(shell, args[0] === '-p' ? args.slice(1) : args, false);
  const name = args[1] ?? '';
  const found = describe(name, shell.functions.has(name), shell.host.command(name) !== undefined);
  if (found === null) {
    if (args[0] === '-V') shell.complain(`${name}: not found`);
    return 127;
  }
  printOut(shell, `${found}\n`);
  return 0;
};

function describe(name: string, isFunction: boolean, isProgram: boolean): string | null {
  if (isFunction || BUILTINS.has(name)) return name;
  if (!isProgram) return null;
  return name.includes('/') ? name : `/usr/bin/${name}`;
}

const type: Builtin = (shell, args) => {
  let status = 0;
  for (const name of args) {
    if (shell.functions.has(name)) printOut(shell, `${name} is a shell function\n`);
    else if (BUILTINS.has(name)) printOut(shell, `${name} is a shell builtin\n`);
    else if (shell.host.command(name)) printOut(shell, `${name} is /usr/bin/${name}\n`);
    else {
      printOut(shell, `${name}: not found\n`);
      status = 127;
    }
  }
  return status;
};

const changeDirectory: Builtin = (shell, args) => {
  const target = args.find((arg) => arg !== '--') ?? shell.get('HOME') ?? '/';
  const path = shell.path(target === '-' ? (shell.get('OLDPWD') ?? '/') : target);
  if (!shell.host.isDirectory(path)) {
    shell.complain(shell.flavour === 'dash' ? `cd: can't cd to ${target}` : `cd: ${target}: No such file or directory`);
    return shell.flavour === 'dash' ? 2 : 1;
  }
  shell.set('OLDPWD', shell.cwd);
  shell.cwd = path;
  shell.set('PWD', path);
  return 0;
};

const printDirectory: Builtin = (shell) => {
  printOut(shell, `${shell.cwd}\n`);
  return 0;
};

function statusOf(text: string | undefined, otherwise: number): number {
  return text === undefined ? otherwise : Number(text) & 255;
}

export const controlBuiltins: Readonly<Record<string, Builtin>> = {
  ':': succeed,
  true: succeed,
  false: () => 1,
  exit,
  return: returnFrom,
  break: leaveLoop('break'),
  continue: leaveLoop('continue'),
  eval: evaluate,
  '.': dot,
  exec,
  command,
  type,
  cd: changeDirectory,
  pwd: printDirectory,
};
