import { bracket } from '../shell/pattern.ts';
import { linesOf, parseOptions, readInputs, refuse, type GuestProgram } from './program.ts';

const cat: GuestProgram = (run) => {
  const { operands } = parseOptions(run.args);
  const { texts, missing } = readInputs(run, operands);
  for (const { text } of texts) run.out.write(text);
  return missing ? 1 : 0;
};

/** grep(1) with basic and extended patterns; 1 when nothing matched. */
const grep: GuestProgram = (run) => {
  const { flags, values, operands } = parseOptions(run.args, 'emABC');
  const patterns = values.has('e') ? [values.get('e') ?? ''] : operands.slice(0, 1);
  const names = values.has('e') ? operands : operands.slice(1);
  const pattern = patterns[0];
  if (pattern === undefined) return refuse(run, 'no pattern', 2);
  const matcher = toRegExp(pattern, flags.has('E') || run.name === 'egrep', flags.has('F') || run.name === 'fgrep', flags);
  const { texts, missing } = readInputs(run, names);
  const limit = Number(values.get('m') ?? Infinity);
  let matched = false;
  for (const { name, text } of texts) {
    const prefix = (names.length > 1 || flags.has('H')) && !flags.has('h') ? `${name}:` : '';
    const found = linesOf(text)
      .map((line, index) => ({ line, number: index + 1 }))
      .filter(({ line }) => matcher.test(line) !== flags.has('v'))
      .slice(0, limit);
    matched ||= found.length > 0;
    if (flags.has('q')) continue;
    if (flags.has('c')) run.out.write(`${prefix}${found.length}\n`);
    else if (flags.has('l')) run.out.write(found.length > 0 ? `${name}\n` : '');
    else if (flags.has('o')) for (const { line } of found) run.out.write(`${prefix}${matcher.exec(line)?.[0] ?? ''}\n`);
    else run.out.write(found.map(({ line, number }) => `${prefix}${flags.has('n') ? `${number}:` : ''}${line}\n`).join(''));
  }
  return missing && !flags.has('s') ? 2 : matched ? 0 : 1;
};

function toRegExp(pattern: string, extended: boolean, fixed: boolean, flags: ReadonlySet<string>): RegExp {
  const source = fixed ? pattern.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&') : translate(pattern, extended);
  const word = flags.has('w') ? `(?<!\\w)(?:${source})(?!\\w)` : source;
  return new RegExp(flags.has('x') ? `^(?:${word})$` : word, flags.has('i') ? 'i' : '');
}

/** A POSIX expression in JavaScript's words: in basic ones `+ ? | ( ) { }` are special only behind a backslash. */
function translate(pattern: string, extended: boolean): string {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? '';
    if (char === '[') {
      const end = pattern.indexOf(']', at + (pattern[at + 1] === '^' ? 3 : 2));
      const close = pattern.startsWith('[:', at + 1) || pattern.startsWith('^[:', at + 1) ? pattern.indexOf(']', end + 1) : end;
      source += bracket(pattern.slice(at + 1, close));
      at = close;
    } else if (char === '\\') {
      const next = pattern[++at] ?? '\\';
      const swaps = '+?|(){}'.includes(next);
      source += swaps ? (extended ? `\\${next}` : next) : /[<>]/.test(next) ? '\\b' : `\\${next}`;
    } else if ('+?|(){}'.includes(char)) source += extended ? char : `\\${char}`;
    else if (char === '*' && source === '') source += '\\*';
    else source += char === '/' ? '\\/' : char;
  }
  return source;
}

/** cut(1): `-d C -f LIST` and `-c LIST`. */
const cut: GuestProgram = (run) => {
  const { flags, values, operands } = parseOptions(run.args, 'dfcb');
  const list = values.get('f') ?? values.get('c') ?? values.get('b');
  if (list === undefined) return refuse(run, 'you must specify a list of bytes, characters, or fields');
  const ranges = list.split(',').map((range): [number, number] => {
    const [from = '', to] = range.split('-');
    return [from === '' ? 1 : Number(from), to === undefined ? Number(from) : to === '' ? Infinity : Number(to)];
  });
  const wanted = (_: string, index: number): boolean => ranges.some(([from, to]) => index + 1 >= from && index + 1 <= to);
  const delimiter = values.get('d') ?? '\t';
  const { texts, missing } = readInputs(run, operands);
  for (const line of texts.flatMap(({ text }) => linesOf(text))) {
    if (!values.has('f')) run.out.write(`${[...line].filter(wanted).join('')}\n`);
    else if (line.includes(delimiter)) run.out.write(`${line.split(delimiter).filter(wanted).join(delimiter)}\n`);
    else if (!flags.has('s')) run.out.write(`${line}\n`);
  }
  return missing ? 1 : 0;
};

/** sort(1) in the C locale: -n, -r, -u, -k N. */
const sort: GuestProgram = (run) => {
  const { flags, values, operands } = parseOptions(run.args, 'kt');
  const field = Number.parseInt(values.get('k') ?? '0', 10);
  const separator = values.get('t');
  const { texts, missing } = readInputs(run, operands);
  const key = (line: string): string => {
    if (field === 0) return line;
    const fields = separator === undefined ? line.trim().split(/\s+/) : line.split(separator);
    return fields[field - 1] ?? '';
  };
  const numeric = flags.has('n') || (values.get('k') ?? '').includes('n');
  const reverse = flags.has('r') || (values.get('k') ?? '').includes('r') ? -1 : 1;
  const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const compare = (a: string, b: string): number =>
    numeric ? (Number.parseFloat(key(a)) || 0) - (Number.parseFloat(key(b)) || 0) : text(key(a), key(b));
  let lines = texts.flatMap((each) => linesOf(each.text)).sort((a, b) => reverse * (compare(a, b) || text(a, b)));
  if (flags.has('u')) lines = lines.filter((line, index) => index === 0 || compare(line, lines[index - 1] ?? '') !== 0);
  run.out.write(lines.map((line) => `${line}\n`).join(''));
  return missing ? 2 : 0;
};

/** uniq(1): -c, -d, -u. */
const uniq: GuestProgram = (run) => {
  const { flags, operands } = parseOptions(run.args);
  const { texts } = readInputs(run, operands.slice(0, 1));
  const groups: { line: string; count: number }[] = [];
  for (const line of texts.flatMap(({ text }) => linesOf(text))) {
    const last = groups.at(-1);
    if (last?.line === line) last.count++;
    else groups.push({ line, count: 1 });
  }
  for (const { line, count } of groups) {
    if ((flags.has('d') && count < 2) || (flags.has('u') && count > 1)) continue;
    run.out.write(flags.has('c') ? `${String(count).padStart(7)} ${line}\n` : `${line}\n`);
  }
  return 0;
};

/** wc(1): -l, -w, -c. */
const wc: GuestProgram = (run) => {
  const { flags, operands } = parseOptions(run.args);
  const { texts, missing } = readInputs(run, operands);
  const kinds = ['l', 'w', 'c'].filter((kind) => flags.size === 0 || flags.has(kind) || (kind === 'c' && flags.has('m')));
  for (const { name, text } of texts) {
    const counts = kinds.map((kind) =>
      kind === 'l' ? text.split('\n').length - 1 : kind === 'w' ? text.split(/\s+/).filter(Boolean).length : text.length,
    );
    const width = kinds.length === 1 ? 0 : name === '-' ? 7 : String(text.length).length;
    run.out.write(`${counts.map((count) => String(count).padStart(width)).join(' ')}${name === '-' ? '' : ` ${name}`}\n`);
  }
  return missing ? 1 : 0;
};

/** tr(1): sets of characters and ranges, -d, -s. */
const tr: GuestProgram = (run) => {
  const { flags, operands } = parseOptions(run.args);
  const [from = '', to = ''] = operands.map(expandSet);
  let text = run.in.readAll();
  if (flags.has('d')) text = [...text].filter((char) => !from.includes(char)).join('');
  else if (to !== '') text = [...text].map((char) => (from.includes(char) ? (to[from.indexOf(char)] ?? to.at(-1) ?? char) : char)).join('');
  const squeezed = to === '' ? from : to;
  if (flags.has('s')) text = [...text].filter((char, index, all) => !(squeezed.includes(char) && all[index - 1] === char)).join('');
  run.out.write(text);
  return 0;
};

function expandSet(set: string): string {
  return set
    .replace(/\\n/g, '\n')
    .replace(/\\t/g, '\t')
    .replace(/\\0/g, '\0')
    .replace('[:space:]', ' \t\n\r')
    .replace('[:upper:]', 'A-Z')
    .replace('[:lower:]', 'a-z')
    .replace('[:digit:]', '0-9')
    .replace(/(.)-(.)/g, (_, first: string, last: string) => {
      const start = first.charCodeAt(0);
      return String.fromCharCode(...Array.from({ length: last.charCodeAt(0) - start + 1 }, (__, index) => start + index));
    });
}

const tee: GuestProgram = (run) => {
  const { flags, operands } = parseOptions(run.args);
  const text = run.in.readAll();
  run.out.write(text);
  const failed = operands.filter((name) => !run.host.writeFile(run.shell.path(name), text, flags.has('a')));
  for (const name of failed) run.err.write(`tee: ${name}: Permission denied\n`);
  return failed.length > 0 ? 1 : 0;
};

/** seq(1): whole numbers from FIRST by STEP to LAST. */
const seq: GuestProgram = (run) => {
  const numbers = run.args.map(Number);
  const last = numbers.at(-1) ?? NaN;
  const first = numbers.length > 1 ? (numbers[0] ?? 1) : 1;
  const step = numbers.length > 2 ? (numbers[1] ?? 1) : 1;
  if (![first, step, last].every(Number.isInteger) || step === 0) return refuse(run, 'whole numbers, and a step other than 0, are needed');
  const count = Math.min(100_000, Math.max(0, Math.floor((last - first) / step) + 1));
  run.out.write(Array.from({ length: count }, (_, index) => `${first + index * step}\n`).join(''));
  return 0;
};

/** Programs that turn text into text. */
export const textPrograms: Readonly<Record<string, GuestProgram>> = {
  cat,
  grep,
  egrep: grep,
  fgrep: grep,
  cut,
  sort,
  uniq,
  wc,
  tr,
  tee,
  seq,
};
