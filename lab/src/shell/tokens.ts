import type { Redirection } from './ast.ts';
import { IncompleteScript, ShellSyntaxError } from './errors.ts';
import { textWord, type Cursor, type WordReader } from './words.ts';

const RESERVED = /(?:if|then|else|elif|fi|for|in|while|until|do|done|case|esac|[{}!])(?=[\s;&|<>()]|$)/y;

interface PendingHeredoc {
  readonly index: number;
  readonly list: Redirection[];
  readonly delimiter: string;
  readonly quoted: boolean;
  readonly stripTabs: boolean;
}

/** What the parser reads its text with: blanks, newlines with their here-documents, reserved words, and what is unexpected. */
export abstract class TokenReader {
  readonly cursor: Cursor;
  protected readonly heredocs: PendingHeredoc[] = [];
  protected abstract readonly words: WordReader;

  constructor(text: string, at: number, line: number) {
    this.cursor = { text, at, line };
  }

  /** The newline that ends a line; the bodies of its here-documents follow it. */
  protected newline(): void {
    const { cursor } = this;
    cursor.at++;
    cursor.line++;
    for (const pending of this.heredocs.splice(0)) {
      let body = '';
      for (;;) {
        if (cursor.at >= cursor.text.length) throw new IncompleteScript();
        const found = cursor.text.indexOf('\n', cursor.at);
        const end = found < 0 ? cursor.text.length : found;
        let row = cursor.text.slice(cursor.at, end);
        cursor.at = Math.min(end + 1, cursor.text.length);
        cursor.line++;
        if (pending.stripTabs) row = row.replace(/^\t+/, '');
        if (row === pending.delimiter) break;
        body += `${row}\n`;
      }
      const before = pending.list[pending.index];
      if (!before) continue;
      const target = pending.quoted ? textWord(body) : this.words.readHeredoc(body, cursor.line);
      pending.list[pending.index] = { ...before, target };
    }
  }

  protected newlines(): void {
    for (this.blanks(); this.char() === '\n'; this.blanks()) this.newline();
  }

  /** Spaces, continued lines and comments. */
  protected blanks(): void {
    const { cursor } = this;
    const { text } = cursor;
    for (;;) {
      const char = text[cursor.at];
      if (char === ' ' || char === '\t' || char === '\r') cursor.at++;
      else if (char === '\\' && text[cursor.at + 1] === '\n') {
        cursor.at += 2;
        cursor.line++;
      } else if (char === '#') {
        const end = text.indexOf('\n', cursor.at);
        cursor.at = end < 0 ? text.length : end;
      } else return;
    }
  }

  protected char(): string | undefined {
    return this.cursor.text[this.cursor.at];
  }

  protected startsWord(): boolean {
    const char = this.char();
    return char !== undefined && !'\n;&|<>()'.includes(char);
  }

  protected match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.cursor.at;
    const found = pattern.exec(this.cursor.text);
    if (found) this.cursor.at += found[0].length;
    return found;
  }

  /** The reserved word here, without moving on. */
  protected reserved(): string | null {
    RESERVED.lastIndex = this.cursor.at;
    return RESERVED.exec(this.cursor.text)?.[0] ?? null;
  }

  protected expect(word: string): void {
    if (this.char() === undefined) throw new IncompleteScript();
    if (this.reserved() !== word) this.unexpected();
    this.cursor.at += word.length;
  }

  expectChar(char: string): void {
    this.blanks();
    if (this.char() === undefined) throw new IncompleteScript();
    if (this.char() !== char) this.unexpected();
    this.cursor.at++;
  }

  protected unexpected(): never {
    const { cursor } = this;
    const char = this.char();
    if (char === undefined) throw new IncompleteScript();
    const token = /^(?:;;|&&|\|\||[;&|()<>]|[^\s;&|()<>]+)/.exec(cursor.text.slice(cursor.at, cursor.at + 40))?.[0];
    const shown = char === '\n' ? 'newline' : `"${token ?? char}"`;
    throw new ShellSyntaxError(cursor.line, `Syntax error: ${shown} unexpected`);
  }
}
