import type { List, Word, WordPart } from './ast.ts';
import { IncompleteScript, ShellSyntaxError } from './errors.ts';

/** Where in the text the reader is. The parser and the word reader move the same cursor. */
export interface Cursor {
  readonly text: string;
  at: number;
  line: number;
}

/** Reads the list of a `$( … )` up to its closing parenthesis; given by the parser, which reads words by this file. */
export type ReadNested = (cursor: Cursor) => List;
export type ParseText = (text: string, line: number) => List;

/** Where a word ends and what quotes mean there. */
type Mode = 'bare' | 'double' | 'brace' | 'heredoc' | 'arithmetic';

const BARE_END = new Set([' ', '\t', '\n', ';', '&', '|', '<', '>', '(', ')']);
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /[0-9]+/y;
const OPERATOR = /:[-=?+]|##|%%|[-=?+#%]/y;

export const EMPTY_WORD: Word = { parts: [], plain: '' };

/** A word made of ready text, as here-documents without expansion are. */
export const textWord = (text: string): Word => ({ parts: [{ kind: 'text', text, quoted: true }], plain: text });

/** Reads words with their quotes and expansions (POSIX XCU 2.2, 2.6). Throws `IncompleteScript` where the text ends inside one. */
export class WordReader {
  private readonly readNested: ReadNested;
  private readonly parseText: ParseText;

  constructor(readNested: ReadNested, parseText: ParseText) {
    this.readNested = readNested;
    this.parseText = parseText;
  }

  readWord(cursor: Cursor): Word {
    return finish(this.readParts(cursor, 'bare', false));
  }

  readHeredoc(text: string, line: number): Word {
    return finish(this.readParts({ text, at: 0, line }, 'heredoc', true));
  }

  private readParts(cursor: Cursor, mode: Mode, quoted: boolean): WordPart[] {
    const parts: WordPart[] = [];
    const { text } = cursor;
    let literal = '';
    let depth = 0;
    const flush = (): void => {
      if (literal !== '') parts.push({ kind: 'text', text: literal, quoted });
      literal = '';
    };
    for (;;) {
      const char = text[cursor.at];
      if (char === undefined) {
        if (mode === 'bare' || mode === 'heredoc') break;
        throw new IncompleteScript();
      }
      if (mode === 'bare' && BARE_END.has(char)) break;
      if (mode === 'brace' && char === '}') break;
      if (mode === 'double' && char === '"') break;
      if (mode === 'arithmetic') {
        if (char === '(') depth++;
        if (char === ')' && depth-- === 0) break;
      }
      if (char === '\n') cursor.line++;
      if (char === '\\') {
        const next = text[cursor.at + 1];
        if (next === undefined) throw new IncompleteScript();
        cursor.at += 2;
        if (next === '\n') cursor.line++;
        else if (!quoted) {
          flush();
          parts.push({ kind: 'text', text: next, quoted: true });
        } else
          literal +=
            '$`\\'.includes(next) || (next === '"' && mode !== 'heredoc') || (next === '}' && mode === 'brace') ? next : `\\${next}`;
      } else if (char === "'" && !quoted) {
        const end = text.indexOf("'", cursor.at + 1);
        if (end < 0) throw new IncompleteScript();
        flush();
        const inside = text.slice(cursor.at + 1, end);
        cursor.line += countLines(inside);
        parts.push({ kind: 'text', text: inside, quoted: true });
        cursor.at = end + 1;
      } else if (char === '"' && mode !== 'heredoc' && mode !== 'arithmetic') {
        flush();
        cursor.at++;
        const inside = this.readParts(cursor, 'double', true);
        cursor.at++;
        parts.push(...(inside.length > 0 ? inside : [{ kind: 'text', text: '', quoted: true } as const]));
      } else if (char === '$') {
        const part = this.readDollar(cursor, quoted);
        if (part) {
          flush();
          parts.push(part);
        } else literal += '$';
      } else if (char === '`') {
        flush();
        parts.push(this.readBackquote(cursor, quoted));
      } else {
        literal += char;
        cursor.at++;
      }
    }
    flush();
    return parts;
  }

  /** At a `$`. Returns null, one character on, when it is an ordinary dollar. */
  private readDollar(cursor: Cursor, quoted: boolean): WordPart | null {
    const { text } = cursor;
    cursor.at++;
    const char = text[cursor.at];
    if (char === '(' && text[cursor.at + 1] === '(') {
      cursor.at += 2;
      const expression = finish(this.readParts(cursor, 'arithmetic', true));
      if (text[cursor.at + 1] === undefined) throw new IncompleteScript();
      cursor.at += 2;
      return { kind: 'arithmetic', expression, quoted };
    }
    if (char === '(') {
      cursor.at++;
      return { kind: 'command', list: this.readNested(cursor), quoted };
    }
    if (char === '{') {
      cursor.at++;
      return this.readBraces(cursor, quoted);
    }
    const name = match(NAME, cursor) ?? (char !== undefined && '0123456789@*#?$!-'.includes(char) ? char : null);
    if (name === null) return null;
    cursor.at += name.length;
    return { kind: 'parameter', name, operator: '', operand: EMPTY_WORD, quoted };
  }

  private readBraces(cursor: Cursor, quoted: boolean): WordPart {
    const { text } = cursor;
    let operator = '';
    if (text[cursor.at] === '#' && text[cursor.at + 1] !== '}') {
      operator = 'length';
      cursor.at++;
    }
    const special = text[cursor.at];
    if (special === undefined) throw new IncompleteScript();
    const name = match(NAME, cursor) ?? match(NUMBER, cursor) ?? ('@*#?$!-'.includes(special) ? special : null);
    if (name === null) throw new ShellSyntaxError(cursor.line, 'Bad substitution');
    cursor.at += name.length;
    let operand = EMPTY_WORD;
    if (operator === '') {
      operator = match(OPERATOR, cursor) ?? '';
      cursor.at += operator.length;
      if (operator !== '') operand = finish(this.readParts(cursor, 'brace', quoted && !'##%%'.includes(operator)));
    }
    if (cursor.at >= text.length) throw new IncompleteScript();
    if (text[cursor.at] !== '}') throw new ShellSyntaxError(cursor.line, 'Bad substitution');
    cursor.at++;
    return { kind: 'parameter', name, operator, operand, quoted };
  }

  private readBackquote(cursor: Cursor, quoted: boolean): WordPart {
    const { text } = cursor;
    let inside = '';
    for (cursor.at++; ; cursor.at++) {
      const char = text[cursor.at];
      if (char === undefined) throw new IncompleteScript();
      if (char === '`') break;
      const next = text[cursor.at + 1] ?? '';
      if (char === '\\' && (next === '$' || next === '`' || next === '\\' || (quoted && next === '"'))) {
        inside += next;
        cursor.at++;
      } else inside += char;
    }
    cursor.at++;
    return { kind: 'command', list: this.parseText(inside, cursor.line), quoted };
  }
}

function match(pattern: RegExp, cursor: Cursor): string | null {
  pattern.lastIndex = cursor.at;
  return pattern.exec(cursor.text)?.[0] ?? null;
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

/** Notes whether the word is ready as it stands: text only, and no pattern characters outside quotes. */
function finish(parts: WordPart[]): Word {
  let plain = '';
  for (const part of parts) {
    if (part.kind !== 'text' || (!part.quoted && /[*?[]/.test(part.text))) return { parts, plain: null };
    plain += part.text;
  }
  return { parts, plain };
}
