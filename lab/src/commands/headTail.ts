import { refuse, type GuestProgram } from './program.ts';
import type { Run } from '../shell/host.ts';

interface Wanted {
  count: number;
  bytes: boolean;
  /** `-n -5` of head, `-n +5` of tail. */
  relative: boolean;
  headers: 'auto' | 'always' | 'never';
  names: string[];
}

/** head(1). Several files are told apart by `==> name <==`, with an empty line between them. */
export const head: GuestProgram = (run) =>
  printParts(run, '-', (text, { count, bytes, relative }) => {
    if (bytes) return relative ? text.slice(0, Math.max(0, text.length - count)) : text.slice(0, count);
    if (!relative) return text.slice(0, endOfLine(text, count));
    const ends = lineEnds(text);
    return text.slice(0, ends[ends.length - 1 - count] ?? 0);
  });

/** tail(1), without following. */
export const tail: GuestProgram = (run) =>
  printParts(run, '+', (text, { count, bytes, relative }) => {
    if (bytes) return relative ? text.slice(Math.max(0, count - 1)) : count === 0 ? '' : text.slice(-count);
    if (relative) return text.slice(endOfLine(text, Math.max(0, count - 1)));
    const ends = lineEnds(text);
    return text.slice(ends[ends.length - 1 - count] ?? 0);
  });

function printParts(run: Run, relativeSign: string, part: (text: string, wanted: Wanted) => string): number {
  const wanted = readWanted(run.args, relativeSign);
  if (typeof wanted === 'string') return refuse(run, wanted);
  const names = wanted.names.length > 0 ? wanted.names : ['-'];
  const headers = wanted.headers === 'always' || (wanted.headers === 'auto' && names.length > 1);
  let status = 0;
  let shown = '';
  for (const name of names) {
    const path = run.shell.path(name);
    const text = name === '-' ? run.in.readAll() : run.host.readFile(path);
    if (text === null) {
      const directory = run.host.isDirectory(path);
      run.err.write(
        directory
          ? `${run.name}: error reading '${name}': Is a directory\n`
          : `${run.name}: cannot open '${name}' for reading: No such file or directory\n`,
      );
      status = 1;
      continue;
    }
    if (headers) shown += `${shown === '' ? '' : '\n'}==> ${name === '-' ? 'standard input' : name} <==\n`;
    shown += part(text, wanted);
  }
  run.out.write(shown);
  return status;
}

function readWanted(args: readonly string[], relativeSign: string): Wanted | string {
  const wanted: Wanted = { count: 10, bytes: false, relative: false, headers: 'auto', names: [] };
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    const long = /^--(lines|bytes)=(.*)$/.exec(arg);
    const short = /^-([nc])(.*)$/.exec(arg);
    const old = /^-(\d+)$/.exec(arg);
    if (arg === '-v' || arg === '--verbose') wanted.headers = 'always';
    else if (arg === '-q' || arg === '--quiet') wanted.headers = 'never';
    else if (old) wanted.count = Number(old[1]);
    else if (long ?? short) {
      const value = long ? (long[2] ?? '') : short?.[2] || (args[++at] ?? '');
      if (!/^[-+]?\d+$/.test(value)) return `invalid number of lines: '${value}'`;
      wanted.bytes = (long?.[1] ?? short?.[1] ?? '').startsWith(long ? 'b' : 'c');
      wanted.relative = value.startsWith(relativeSign);
      wanted.count = Math.abs(Number(value));
    } else if (arg === '--') {
      wanted.names.push(...args.slice(at + 1));
      break;
    } else if (arg.startsWith('-') && arg !== '-') return `invalid option -- '${arg.slice(1)}'`;
    else wanted.names.push(arg);
  }
  return wanted;
}

/** Where the `count`th line ends. */
function endOfLine(text: string, count: number): number {
  let at = 0;
  for (let line = 0; line < count; line++) {
    const end = text.indexOf('\n', at);
    if (end < 0) return text.length;
    at = end + 1;
  }
  return at;
}

/** 0 and the end of every line. */
function lineEnds(text: string): number[] {
  const ends = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) ends.push(at + 1);
  if (ends.at(-1) !== text.length) ends.push(text.length);
  return ends;
}
