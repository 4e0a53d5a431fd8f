import type { AndOr, Assignment, Command, Compound, List, Pipeline, Redirection, SimpleCommand, Word } from './ast.ts';
import { IncompleteScript, ShellSyntaxError } from './errors.ts';
import { TokenReader } from './tokens.ts';
import { WordReader } from './words.ts';

const ASSIGNMENT = /([A-Za-z_][A-Za-z0-9_]*)=/y;
const FUNCTION = /([A-Za-z_][A-Za-z0-9_-]*)[ \t]*\([ \t]*\)/y;
const REDIRECTION = /([0-9]?)(<<-|<<|<>|<&|>>|>&|>\||<|>)/y;
const NO_STOPS: readonly string[] = [];

/** One complete command line and where it ends in the text. `list` is empty for a blank line. */
export interface ParsedLine {
  readonly list: List;
  readonly end: number;
  readonly line: number;
}

/**
 * Parses the next complete line from `at`: everything up to the newline that ends a command, as sh reads its input.
 * Throws `IncompleteScript` when the text ends first (unless `whole`) and `ShellSyntaxError` when it cannot be a script.
 */
export function parseLine(text: string, at: number, line: number, whole: boolean): ParsedLine {
  const parser = new Parser(text, at, line);
  const list = parser.line();
  const { cursor } = parser;
  if (!whole && text[cursor.at - 1] !== '\n') throw new IncompleteScript();
  return { list, end: cursor.at, line: cursor.line };
}

/** Parses a whole text, as `sh -c` and backquotes hold it. */
export function parseScript(text: string, line = 1): List {
  const parser = new Parser(text, 0, line);
  try {
    return parser.whole();
  } catch (error) {
    if (error instanceof IncompleteScript) throw new ShellSyntaxError(parser.cursor.line, 'Syntax error: end of file unexpected');
    throw error;
  }
}

class Parser extends TokenReader {
  protected readonly words = new WordReader(
    (cursor) => {
      const nested = new Parser(cursor.text, cursor.at, cursor.line);
      const list = nested.compoundList(NO_STOPS, true);
      nested.expectChar(')');
      cursor.at = nested.cursor.at;
      cursor.line = nested.cursor.line;
      return list;
    },
    (text, line) => parseScript(text, line),
  );

  /** Everything up to the end of the text. */
  whole(): List {
    const list = this.compoundList(NO_STOPS, true);
    if (this.cursor.at < this.cursor.text.length) this.unexpected();
    return list;
  }

  /** A list up to and with its newline. */
  line(): List {
    const list: AndOr[] = [];
    for (;;) {
      this.blanks();
      if (this.char() === '\n') {
        this.newline();
        return list;
      }
      if (this.char() === undefined) return list;
      this.item(list);
    }
  }

  /** Commands up to a closing word of `stops`, a `)`, a `;;` or the end of the text. */
  compoundList(stops: readonly string[], mayBeEmpty = false): List {
    const list: AndOr[] = [];
    for (;;) {
      this.newlines();
      const char = this.char();
      if (char === undefined && stops.length > 0) throw new IncompleteScript();
      const reserved = this.reserved();
      const atCaseEnd = char === ';' && this.cursor.text[this.cursor.at + 1] === ';';
      if (char === undefined || char === ')' || atCaseEnd || (reserved !== null && stops.includes(reserved))) {
        if (list.length === 0 && !mayBeEmpty) this.unexpected();
        return list;
      }
      this.item(list);
    }
  }

  private item(list: AndOr[]): void {
    const steps: { operator: '&&' | '||'; pipeline: Pipeline }[] = [];
    let operator: '&&' | '||' = '&&';
    for (;;) {
      steps.push({ operator, pipeline: this.pipeline() });
      this.blanks();
      const two = this.cursor.text.slice(this.cursor.at, this.cursor.at + 2);
      if (two !== '&&' && two !== '||') break;
      operator = two;
      this.cursor.at += 2;
      this.newlines();
    }
    const char = this.char();
    const background = char === '&';
    if (background || (char === ';' && this.cursor.text[this.cursor.at + 1] !== ';')) this.cursor.at++;
    else if (char !== undefined && char !== '\n' && char !== ')' && char !== ';') this.unexpected();
    list.push({ steps, background });
  }

  private pipeline(): Pipeline {
    let negated = false;
    this.blanks();
    if (this.reserved() === '!') {
      negated = true;
      this.cursor.at++;
      this.blanks();
    }
    const commands = [this.command()];
    for (;;) {
      this.blanks();
      if (this.char() !== '|' || this.cursor.text[this.cursor.at + 1] === '|') return { negated, commands };
      this.cursor.at++;
      this.newlines();
      commands.push(this.command());
    }
  }

  private command(): Command {
    this.blanks();
    const char = this.char();
    if (char === undefined) throw new IncompleteScript();
    if (char === '(') {
      this.cursor.at++;
      const body = this.compoundList(NO_STOPS);
      this.expectChar(')');
      return this.compound({ kind: 'subshell', body });
    }
    const reserved = this.reserved();
    if (reserved !== null) {
      this.cursor.at += reserved.length;
      return this.compound(this.reservedCommand(reserved));
    }
    const definition = this.match(FUNCTION);
    if (definition) {
      this.newlines();
      return { kind: 'function', name: definition[1] ?? '', body: this.command() };
    }
    return this.simple();
  }

  private reservedCommand(word: string): Compound {
    switch (word) {
      case '{': {
        const body = this.compoundList(['}']);
        this.expect('}');
        return { kind: 'group', body };
      }
      case 'if':
        return this.ifCommand();
      case 'while':
      case 'until': {
        const when = this.compoundList(['do']);
        return { kind: 'while', until: word === 'until', when, body: this.doBody() };
      }
      case 'for':
        return this.forCommand();
      case 'case':
        return this.caseCommand();
      default:
        throw new ShellSyntaxError(this.cursor.line, `Syntax error: "${word}" unexpected`);
    }
  }

  private ifCommand(): Compound {
    const branches: { when: List; then: List }[] = [];
    for (;;) {
      const when = this.compoundList(['then']);
      this.expect('then');
      branches.push({ when, then: this.compoundList(['elif', 'else', 'fi']) });
      const next = this.reserved() ?? this.unexpected();
      this.cursor.at += next.length;
      if (next === 'fi') return { kind: 'if', branches, otherwise: null };
      if (next !== 'else') continue;
      const otherwise = this.compoundList(['fi']);
      this.expect('fi');
      return { kind: 'if', branches, otherwise };
    }
  }

  private forCommand(): Compound {
    this.blanks();
    const name = this.words.readWord(this.cursor).plain ?? '';
    if (!/^[A-Za-z_]\w*$/.test(name)) throw new ShellSyntaxError(this.cursor.line, 'Syntax error: Bad for loop variable');
    this.newlines();
    let words: Word[] | null = null;
    if (this.reserved() === 'in') {
      this.cursor.at += 2;
      words = [];
      for (this.blanks(); this.startsWord(); this.blanks()) words.push(this.words.readWord(this.cursor));
    }
    if (this.char() === ';') this.cursor.at++;
    return { kind: 'for', name, words, body: this.doBody() };
  }

  private caseCommand(): Compound {
    this.blanks();
    const subject = this.words.readWord(this.cursor);
    this.newlines();
    this.expect('in');
    const branches: { patterns: Word[]; body: List }[] = [];
    for (;;) {
      this.newlines();
      if (this.char() === undefined) throw new IncompleteScript();
      if (this.reserved() === 'esac') break;
      if (this.char() === '(') this.cursor.at++;
      const patterns: Word[] = [];
      for (;;) {
        this.blanks();
        if (!this.startsWord()) this.unexpected();
        patterns.push(this.words.readWord(this.cursor));
        this.blanks();
        if (this.char() !== '|') break;
        this.cursor.at++;
      }
      this.expectChar(')');
      branches.push({ patterns, body: this.compoundList(['esac'], true) });
      if (this.char() === ';') this.cursor.at += 2;
    }
    this.expect('esac');
    return { kind: 'case', subject, branches };
  }

  private doBody(): List {
    this.newlines();
    this.expect('do');
    const body = this.compoundList(['done']);
    this.expect('done');
    return body;
  }

  private compound(what: Compound): Command {
    const redirections: Redirection[] = [];
    while (this.redirection(redirections));
    return { kind: 'compound', what, redirections };
  }

  private simple(): SimpleCommand {
    const { line } = this.cursor;
    const assignments: Assignment[] = [];
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    for (;;) {
      if (this.redirection(redirections)) continue;
      if (!this.startsWord()) break;
      const assignment = words.length === 0 ? this.match(ASSIGNMENT) : null;
      if (assignment) assignments.push({ name: assignment[1] ?? '', value: this.words.readWord(this.cursor) });
      else words.push(this.words.readWord(this.cursor));
    }
    if (assignments.length + words.length + redirections.length === 0) this.unexpected();
    return { kind: 'simple', line, assignments, words, redirections };
  }

  private redirection(into: Redirection[]): boolean {
    this.blanks();
    const found = this.match(REDIRECTION);
    if (!found) return false;
    const raw = found[2] ?? '';
    const fd = found[1] ? Number(found[1]) : raw.startsWith('<') ? 0 : 1;
    this.blanks();
    if (!this.startsWord()) this.unexpected();
    const target = this.words.readWord(this.cursor);
    if (raw === '<<' || raw === '<<-') {
      const quoted = target.parts.some((part) => part.kind === 'text' && part.quoted);
      this.heredocs.push({ index: into.length, list: into, delimiter: target.plain ?? '', quoted, stripTabs: raw === '<<-' });
      into.push({ fd, operator: '<<', target });
    } else if (raw === '<' || raw === '>' || raw === '>>' || raw === '>|' || raw === '<>' || raw === '<&' || raw === '>&') {
      into.push({ fd, operator: raw, target });
    }
    return true;
  }
}
