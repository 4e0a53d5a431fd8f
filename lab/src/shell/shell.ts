import type { Command } from './ast.ts';
import type { Host, Meter } from './host.ts';
import type { Descriptor } from './streams.ts';

export interface Variable {
  value: string;
  exported: boolean;
  readonly: boolean;
}

/** Whose manners a shell has: dash names itself `sh: 1:`, bash `bash: line 1:`. */
export type Flavour = 'dash' | 'bash' | 'bash-interactive';

/** A shell's state: variables, functions, positional parameters, descriptors. A subshell is a copy that shares the meter. */
export class Shell {
  readonly host: Host;
  readonly meter: Meter;
  readonly pid: number;
  flavour: Flavour = 'dash';
  name = 'sh';
  variables = new Map<string, Variable>();
  functions = new Map<string, Command>();
  positional: readonly string[] = [];
  descriptors: (Descriptor | undefined)[];
  status = 0;
  lastBackgroundPid = 0;
  cwd = '/home/admin';
  line = 1;
  noGlob = false;
  exitOnError = false;
  noUnset = false;
  exitTrap: string | null = null;
  loopDepth = 0;
  conditionDepth = 0;
  isSubshell = false;
  /** Names that `local` shadowed in the running function, with what they were. */
  locals: Map<string, Variable | undefined> | null = null;

  constructor(host: Host, pid: number, descriptors: (Descriptor | undefined)[]) {
    this.host = host;
    this.pid = pid;
    this.descriptors = descriptors;
    this.meter = host.meter;
  }

  get(name: string): string | undefined {
    return this.variables.get(name)?.value;
  }

  set(name: string, value: string): void {
    const known = this.variables.get(name);
    if (known?.readonly) throw new ShellFailure(`${name}: is read only`, 2);
    if (known) known.value = value;
    else this.variables.set(name, { value, exported: false, readonly: false });
  }

  export(name: string, value?: string): void {
    if (value !== undefined) this.set(name, value);
    const known = this.variables.get(name);
    if (known) known.exported = true;
    else this.variables.set(name, { value: '', exported: true, readonly: false });
  }

  environment(): [string, string][] {
    return [...this.variables].filter(([, variable]) => variable.exported).map(([name, { value }]) => [name, value]);
  }

  /** What the running function's locals shadowed; the function is over. */
  takeLocals(): [string, Variable | undefined][] {
    return this.locals ? [...this.locals] : [];
  }

  subshell(descriptors: (Descriptor | undefined)[] = this.descriptors): Shell {
    const copy = new Shell(this.host, this.pid, descriptors);
    copy.flavour = this.flavour;
    copy.name = this.name;
    for (const [name, variable] of this.variables) copy.variables.set(name, { ...variable });
    copy.functions = new Map(this.functions);
    copy.positional = this.positional;
    copy.status = this.status;
    copy.lastBackgroundPid = this.lastBackgroundPid;
    copy.cwd = this.cwd;
    copy.line = this.line;
    copy.noGlob = this.noGlob;
    copy.exitOnError = this.exitOnError;
    copy.noUnset = this.noUnset;
    copy.conditionDepth = this.conditionDepth;
    copy.isSubshell = true;
    return copy;
  }

  /** What the shell itself says on standard error, with its own prefix. */
  complain(message: string): void {
    const where =
      this.flavour === 'dash' ? `${this.name}: ${this.line}: ` : this.flavour === 'bash' ? `bash: line ${this.line}: ` : '-bash: ';
    this.descriptors[2]?.write(`${where}${message}\n`);
  }

  path(path: string): string {
    return normalPath(path.startsWith('/') ? path : `${this.cwd}/${path}`);
  }
}

/** A failure that ends the running line (a bad substitution, a read-only variable), as the shell words it. */
export class ShellFailure extends Error {
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** Control flow that unwinds: not errors, and never shown. */
export type Unwind =
  | { readonly unwind: 'break' | 'continue'; readonly levels: number }
  | { readonly unwind: 'return'; readonly status: number }
  | { readonly unwind: 'exit'; readonly status: number };

export class Unwinding extends Error {
  readonly what: Unwind;
  constructor(what: Unwind) {
    super(what.unwind);
    this.what = what;
  }
}

/** Resolves `.`, `..` and doubled slashes. */
export function normalPath(path: string): string {
  if (!/\/\.|\/\/|\/$/.test(path)) return path;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
