import type { Guest } from '../guest/guest.ts';
import type { Run } from '../shell/host.ts';

/** A guest's program: it reads its files by `run.host` and the simulation by `guest`. Returns the exit status. */
export type GuestProgram = (run: Run, guest: Guest, atMs: number) => number;

/** Options and operands of a command line. `withValue` lists the short options that take a value; long ones are `--name=value`. */
export interface Options {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly operands: readonly string[];
}

export function parseOptions(args: readonly string[], withValue = ''): Options {
  const flags = new Set<string>();
  const values = new Map<string, string>();
  const operands: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '--') {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (arg.startsWith('--')) {
      const equals = arg.indexOf('=');
      flags.add(equals < 0 ? arg : arg.slice(0, equals));
      if (equals >= 0) values.set(arg.slice(0, equals), arg.slice(equals + 1));
    } else if (arg.length > 1 && arg.startsWith('-')) {
      for (let letter = 1; letter < arg.length; letter++) {
        const flag = arg[letter] ?? '';
        flags.add(flag);
        if (!withValue.includes(flag)) continue;
        values.set(flag, arg.slice(letter + 1) || (args[++at] ?? ''));
        break;
      }
    } else operands.push(arg);
  }
  return { flags, values, operands };
}

/** The texts of the named files, or of the input. A missing one is complained about and left out. */
export function readInputs(run: Run, names: readonly string[]): { texts: { name: string; text: string }[]; missing: boolean } {
  if (names.length === 0) return { texts: [{ name: '-', text: run.in.readAll() }], missing: false };
  let missing = false;
  const texts = names.flatMap((name) => {
    if (name === '-' || name === '/dev/stdin') return [{ name: 'standard input', text: run.in.readAll() }];
    const path = run.shell.path(name);
    const text = run.host.readFile(path);
    if (text !== null) return [{ name, text }];
    missing = true;
    run.err.write(`${run.name}: ${name}: ${run.host.isDirectory(path) ? 'Is a directory' : 'No such file or directory'}\n`);
    return [];
  });
  return { texts, missing };
}

/** Lines without their newlines; a text that ends with one has no empty last line. */
export function linesOf(text: string): string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

/** What a program says about an option it does not know; status 1, or what the program uses. */
export function refuse(run: Run, message: string, status = 1): number {
  run.err.write(`${run.name}: ${message}\n`);
  return status;
}
