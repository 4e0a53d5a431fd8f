import type { List, Word, WordPart } from './ast.ts';
import { ArithmeticError, evaluateArithmetic } from './arithmetic.ts';
import { pushPaths, splitFields } from './fields.ts';
import { escapePattern, trim } from './pattern.ts';
import { ShellFailure, type Shell } from './shell.ts';

/** Runs the list of a command substitution and returns what it printed, without the last newlines. */
export type Capture = (shell: Shell, list: List) => string;

/** Words to values (POSIX XCU 2.6): parameters, commands, arithmetic, then field splitting and path names. */
export class Expander {
  private readonly capture: Capture;

  constructor(capture: Capture) {
    this.capture = capture;
  }

  /** A word as one string, unsplit: assignments, redirections, the subject of `case`. */
  toText(word: Word, shell: Shell): string {
    if (word.plain !== null) return home(word, word.plain, shell);
    let text = '';
    for (const part of word.parts) text += part.kind === 'text' ? part.text : this.values(part, shell).join(' ');
    return home(word, text, shell);
  }

  /** A word as a pattern: what was quoted is escaped. */
  toPattern(word: Word, shell: Shell): string {
    let pattern = '';
    for (const part of word.parts) {
      const text = part.kind === 'text' ? part.text : this.values(part, shell).join(' ');
      pattern += part.quoted ? escapePattern(text) : text;
    }
    return pattern;
  }

  toFields(words: readonly Word[], shell: Shell): string[] {
    const fields: string[] = [];
    for (const word of words) {
      if (word.plain !== null) {
        if (word.parts.length > 0) fields.push(home(word, word.plain, shell));
      } else this.wordFields(word, shell, fields);
    }
    return fields;
  }

  private wordFields(word: Word, shell: Shell, fields: string[]): void {
    let pattern = '';
    let present = false;
    const end = (): void => {
      if (present) pushPaths(pattern, shell, fields);
      pattern = '';
      present = false;
    };
    const addSplit = (value: string): void => {
      const split = splitFields(value, shell.get('IFS') ?? ' \t\n');
      if (split.leading) end();
      split.fields.forEach((field, at) => {
        if (at > 0) end();
        pattern += field.includes('\\') ? field.replaceAll('\\', '\\\\') : field;
        present = true;
      });
      if (split.trailing) end();
    };
    const add = (part: WordPart, inOperand: boolean): void => {
      const operand = part.kind === 'parameter' ? this.takenOperand(part, shell) : null;
      if (operand) {
        present ||= part.quoted;
        for (const inner of operand.parts) add(inner, true);
      } else if (part.kind === 'text') {
        if (inOperand && !part.quoted) addSplit(part.text);
        else {
          pattern += part.quoted ? escapePattern(part.text) : part.text;
          present = true;
        }
      } else {
        this.values(part, shell).forEach((value, index) => {
          if (index > 0) end();
          if (!part.quoted) addSplit(value);
          else {
            pattern += escapePattern(value);
            present = true;
          }
        });
      }
    };
    for (const part of word.parts) add(part, false);
    end();
  }

  /** The operand of `${x:-…}` or `${x:+…}` where it stands in for the value: its own quotes then count. */
  private takenOperand(part: Extract<WordPart, { kind: 'parameter' }>, shell: Shell): Word | null {
    const kind = part.operator.replace(':', '');
    if (kind !== '-' && kind !== '+') return null;
    const value = parameterValue(part.name, shell);
    const missing = value === undefined || (part.operator.startsWith(':') && value === '');
    return missing === (kind === '-') ? part.operand : null;
  }

  /** The values of an expansion: one, but for `$@` and an unquoted `$*`. */
  private values(part: WordPart, shell: Shell): readonly string[] {
    switch (part.kind) {
      case 'text':
        return [part.text];
      case 'command':
        return [this.capture(shell, part.list)];
      case 'arithmetic':
        try {
          return [String(evaluateArithmetic(this.toText(part.expression, shell), shell))];
        } catch (error) {
          if (error instanceof ArithmeticError) throw new ShellFailure(error.message, 2);
          throw error;
        }
      case 'parameter':
        return this.parameter(part, shell);
    }
  }

  private parameter(part: Extract<WordPart, { kind: 'parameter' }>, shell: Shell): readonly string[] {
    const { name, operator } = part;
    if (operator === '' && name === '@') return shell.positional;
    if (operator === '' && name === '*') {
      return part.quoted ? [shell.positional.join((shell.get('IFS') ?? ' ').slice(0, 1))] : shell.positional;
    }
    const value = parameterValue(name, shell);
    if (operator === 'length') return [String((value ?? '').length)];
    if (operator === '') {
      if (value === undefined && shell.noUnset) throw new ShellFailure(`${name}: parameter not set`, 2);
      return [value ?? ''];
    }
    if (operator.startsWith('#') || operator.startsWith('%')) return [trim(value ?? '', operator, this.toPattern(part.operand, shell))];
    const missing = value === undefined || (operator.startsWith(':') && value === '');
    switch (operator.replace(':', '')) {
      case '-':
        return missing ? this.operand(part.operand, shell) : [value];
      case '+':
        return missing ? [''] : this.operand(part.operand, shell);
      case '=': {
        if (!missing) return [value];
        const text = this.toText(part.operand, shell);
        shell.set(name, text);
        return [text];
      }
      default:
        if (!missing) return [value];
        throw new ShellFailure(`${name}: ${this.toText(part.operand, shell) || 'parameter not set or null'}`, 2);
    }
  }

  /** `${x:-"$@"}` keeps its fields; everything else is one text. */
  private operand(word: Word, shell: Shell): readonly string[] {
    const [only] = word.parts;
    if (word.parts.length === 1 && only?.kind === 'parameter') return this.values(only, shell);
    return [this.toText(word, shell)];
  }
}

function parameterValue(name: string, shell: Shell): string | undefined {
  switch (name) {
    case '?':
      return String(shell.status);
    case '#':
      return String(shell.positional.length);
    case '$':
      return String(shell.pid);
    case '!':
      return shell.lastBackgroundPid === 0 ? '' : String(shell.lastBackgroundPid);
    case '-':
      return shell.flavour === 'bash-interactive' ? 'himBHs' : 's';
    case '0':
      return shell.name;
    case '@':
    case '*':
      return shell.positional.length === 0 ? undefined : shell.positional.join(' ');
    default:
      return /^\d/.test(name) ? shell.positional[Number(name) - 1] : shell.get(name);
  }
}

/** `~` and `~/…` at the start of a word. */
function home(word: Word, text: string, shell: Shell): string {
  const first = word.parts[0];
  if (first?.kind !== 'text' || first.quoted || !first.text.startsWith('~')) return text;
  return text === '~' || text.startsWith('~/') ? (shell.get('HOME') ?? '/home/admin') + text.slice(1) : text;
}
