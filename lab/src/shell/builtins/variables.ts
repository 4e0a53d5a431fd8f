import { splitFields } from '../fields.ts';
import { printOut, type Builtin } from './builtin.ts';

const split = (text: string): [string, string | undefined] => {
  const equals = text.indexOf('=');
  return equals < 0 ? [text, undefined] : [text.slice(0, equals), text.slice(equals + 1)];
};
const quote = (text: string): string => `'${text.replaceAll("'", `'"'"'`)}'`;

const exportVariables: Builtin = (shell, args) => {
  const names = args.filter((arg) => arg !== '-p');
  if (names.length === 0) for (const [name, value] of shell.environment()) printOut(shell, `export ${name}=${quote(value)}\n`);
  for (const arg of names) shell.export(...split(arg));
  return 0;
};

const readonlyVariables: Builtin = (shell, args) => {
  for (const arg of args) {
    const [name, value] = split(arg);
    shell.set(name, value ?? shell.get(name) ?? '');
    const variable = shell.variables.get(name);
    if (variable) variable.readonly = true;
  }
  return 0;
};

const local: Builtin = (shell, args) => {
  shell.locals ??= new Map();
  for (const arg of args) {
    const [name, value] = split(arg);
    const outer = shell.variables.get(name);
    if (!shell.locals.has(name)) shell.locals.set(name, outer && { ...outer });
    // In dash a local without a value keeps the outer one.
    shell.set(name, value ?? (shell.flavour === 'dash' ? (outer?.value ?? '') : ''));
  }
  return 0;
};

const unset: Builtin = (shell, args) => {
  const functions = args[0] === '-f';
  for (const name of args.filter((arg) => !/^-[fv]$/.test(arg))) {
    if (functions) shell.functions.delete(name);
    else shell.variables.delete(name);
  }
  return 0;
};

const shift: Builtin = (shell, args) => {
  const count = Number(args[0] ?? 1);
  if (count > shell.positional.length) {
    shell.complain("shift: can't shift that many");
    return 2;
  }
  shell.positional = shell.positional.slice(count);
  return 0;
};

const set: Builtin = (shell, args) => {
  if (args.length === 0) {
    for (const [name, { value }] of [...shell.variables].sort(([a], [b]) => (a < b ? -1 : 1))) printOut(shell, `${name}=${quote(value)}\n`);
    return 0;
  }
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '--' || arg === '-') {
      shell.positional = args.slice(at + 1);
      return 0;
    }
    if (!/^[-+]./.test(arg)) break;
    const on = arg.startsWith('-');
    if (arg.includes('e')) shell.exitOnError = on;
    if (arg.includes('f')) shell.noGlob = on;
    if (arg.includes('u')) shell.noUnset = on;
    if (arg.endsWith('o')) at++;
  }
  if (at < args.length) shell.positional = args.slice(at);
  return 0;
};

/** `read [-r] name…`: fields by IFS, the rest in the last name. 1 at the end of the input. */
const read: Builtin = (shell, args) => {
  const raw = args.includes('-r');
  const names = args.filter((arg) => arg !== '-r' && arg !== '--');
  let line = shell.descriptors[0]?.readLine() ?? '';
  const ended = !line.endsWith('\n');
  if (!ended) line = line.slice(0, -1);
  while (!raw && line.endsWith('\\')) line = line.slice(0, -1) + (shell.descriptors[0]?.readLine() ?? '').replace(/\n$/, '');
  if (!raw) line = line.replace(/\\(.)/g, '$1');
  const ifs = shell.get('IFS') ?? ' \t\n';
  const spaces = [...ifs].filter((char) => ' \t\n'.includes(char)).join('');
  let rest = trimStart(line, spaces);
  names.forEach((name, index) => {
    if (index === names.length - 1) {
      shell.set(name, trimEnd(rest, spaces));
      return;
    }
    let end = 0;
    while (end < rest.length && !ifs.includes(rest[end] ?? '')) end++;
    shell.set(name, splitFields(rest.slice(0, end), ifs).fields[0] ?? '');
    let after = trimStart(rest.slice(end), spaces);
    if (after !== '' && ifs.includes(after[0] ?? '') && !spaces.includes(after[0] ?? '')) after = trimStart(after.slice(1), spaces);
    rest = after;
  });
  return ended ? 1 : 0;
};

function trimStart(text: string, chars: string): string {
  let at = 0;
  while (at < text.length && chars.includes(text[at] ?? '')) at++;
  return text.slice(at);
}

function trimEnd(text: string, chars: string): string {
  let end = text.length;
  while (end > 0 && chars.includes(text[end - 1] ?? '')) end--;
  return text.slice(0, end);
}

export const variableBuiltins: Readonly<Record<string, Builtin>> = {
  export: exportVariables,
  readonly: readonlyVariables,
  local,
  unset,
  shift,
  set,
  read,
};
