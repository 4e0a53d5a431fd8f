import type { Shell } from './shell.ts';

class BadTest extends Error {}

/** `test` and `[` (POSIX): 0 true, 1 false, 2 for what is no expression. */
export function testExpression(shell: Shell, args: readonly string[], name: string): number {
  try {
    return args.length > 0 && new TestParser(shell, args).whole() ? 0 : 1;
  } catch (error) {
    if (!(error instanceof BadTest)) throw error;
    shell.complain(`${name}: ${error.message}`);
    return 2;
  }
}

const BINARY = new Set(['=', '==', '!=', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '<', '>', '-nt', '-ot', '-ef']);

class TestParser {
  private at = 0;
  private readonly shell: Shell;
  private readonly args: readonly string[];

  constructor(shell: Shell, args: readonly string[]) {
    this.shell = shell;
    this.args = args;
  }

  whole(): boolean {
    const value = this.or();
    if (this.at < this.args.length) throw new BadTest(`${this.args[this.at] ?? ''}: unexpected operator`);
    return value;
  }

  private or(): boolean {
    let value = this.and();
    while (this.args[this.at] === '-o') {
      this.at++;
      const right = this.and();
      value ||= right;
    }
    return value;
  }

  private and(): boolean {
    let value = this.not();
    while (this.args[this.at] === '-a') {
      this.at++;
      const right = this.not();
      value &&= right;
    }
    return value;
  }

  private not(): boolean {
    if (this.args[this.at] === '!' && this.args.length - this.at > 1 && !BINARY.has(this.args[this.at + 1] ?? '')) {
      this.at++;
      return !this.not();
    }
    return this.primary();
  }

  private primary(): boolean {
    const [first = '', second, third] = this.args.slice(this.at);
    if (second !== undefined && third !== undefined && BINARY.has(second)) {
      this.at += 3;
      return this.compare(first, second, third);
    }
    if (first === '(' && second !== undefined) {
      this.at++;
      const value = this.or();
      if (this.args[this.at++] !== ')') throw new BadTest('closing paren expected');
      return value;
    }
    if (/^-[a-zA-Z]$/.test(first) && second !== undefined && second !== '-a' && second !== '-o') {
      this.at += 2;
      return this.unary(first, second);
    }
    this.at++;
    return first !== '';
  }

  private unary(operator: string, value: string): boolean {
    const { host } = this.shell;
    const path = this.shell.path(value);
    switch (operator) {
      case '-n':
        return value !== '';
      case '-z':
        return value === '';
      case '-d':
        return host.isDirectory(path);
      case '-f':
        return host.exists(path) && !host.isDirectory(path) && !path.startsWith('/dev/');
      case '-e':
      case '-r':
      case '-w':
        return host.exists(path);
      case '-x':
        return host.isDirectory(path) || /\/(?:s?bin)\//.test(path) ? host.exists(path) : false;
      case '-s':
        return (host.readFile(path) ?? '') !== '';
      case '-c':
        return path.startsWith('/dev/') && host.exists(path);
      case '-h':
      case '-L':
        return /^\/sys\/class\/net\/[^/]+$/.test(path) && host.exists(path);
      case '-t':
        return this.shell.flavour === 'bash-interactive';
      case '-b':
      case '-p':
      case '-S':
      case '-u':
      case '-g':
      case '-k':
        return false;
      default:
        throw new BadTest(`${operator}: unexpected operator`);
    }
  }

  private compare(left: string, operator: string, right: string): boolean {
    switch (operator) {
      case '=':
      case '==':
        return left === right;
      case '!=':
        return left !== right;
      case '<':
        return left < right;
      case '>':
        return left > right;
      case '-nt':
      case '-ot':
      case '-ef':
        return false;
    }
    const [a, b] = [toInteger(left), toInteger(right)];
    switch (operator) {
      case '-eq':
        return a === b;
      case '-ne':
        return a !== b;
      case '-lt':
        return a < b;
      case '-le':
        return a <= b;
      case '-gt':
        return a > b;
      default:
        return a >= b;
    }
  }
}

function toInteger(text: string): number {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new BadTest(`Illegal number: ${text}`);
  return Number(text);
}
