import { formatPrintf, unescape } from '../printf.ts';
import { testExpression } from '../testExpression.ts';
import { printOut, type Builtin } from './builtin.ts';

const echo: Builtin = (shell, args) => {
  const dash = shell.flavour === 'dash';
  let at = 0;
  let newline = true;
  let escapes = dash;
  for (; at < args.length && /^-(?:n|[neE]+)$/.test(args[at] ?? ''); at++) {
    const flag = args[at] ?? '';
    if (dash && flag !== '-n') break;
    if (flag.includes('n')) newline = false;
    if (flag.includes('e')) escapes = true;
  }
  const text = args.slice(at).join(' ');
  const { text: shown, stopped } = escapes ? unescape(text, true) : { text, stopped: false };
  printOut(shell, newline && !stopped ? `${shown}\n` : shown);
  return 0;
};

const printf: Builtin = (shell, args) => {
  const [format, ...values] = args[0] === '--' ? args.slice(1) : args;
  if (format === undefined) {
    shell.complain('printf: usage: printf format [arg ...]');
    return 2;
  }
  const { text, problem } = formatPrintf(format, values);
  printOut(shell, text);
  if (problem === null) return 0;
  shell.complain(`printf: ${problem}`);
  return 1;
};

const test: Builtin = (shell, args) => testExpression(shell, args, 'test');

const bracket: Builtin = (shell, args) => {
  if (args.at(-1) !== ']') {
    shell.complain('[: missing ]');
    return 2;
  }
  return testExpression(shell, args.slice(0, -1), '[');
};

export const outputBuiltins: Readonly<Record<string, Builtin>> = { echo, printf, test, '[': bracket };
