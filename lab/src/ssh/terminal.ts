/** What the terminal does with a key: shows `echo`, gives `line` to the shell, or ends the input. */
export interface TerminalStep {
  readonly echo: string;
  readonly line?: string;
  readonly end?: boolean;
  /** ^C: the line is given up. */
  readonly interrupted?: boolean;
}

const INTERRUPT = '\x03';
const END = '\x04';
const KILL_LINE = '\x15';
const KILL_WORD = '\x17';

/** A terminal's line discipline: echo, erase, ^C, ^D, ^U, ^W; return ends a line. */
export class Terminal {
  private line = '';
  private escape = false;

  /** Takes what was typed, key by key. */
  *type(text: string): Generator<TerminalStep> {
    for (const key of text) {
      const step = this.key(key);
      if (step) yield step;
    }
  }

  /** What programs print has line feeds only; a terminal wants the return too. */
  static show(text: string): string {
    return text.replace(/\r?\n/g, '\r\n');
  }

  private key(key: string): TerminalStep | null {
    if (this.escape) {
      // Arrows and the like are sequences that end with a letter; there is no history to walk.
      this.escape = !/[A-Za-z~]/.test(key);
      return null;
    }
    switch (key) {
      case '\x1b':
        this.escape = true;
        return null;
      case '\r':
      case '\n': {
        const line = `${this.line}\n`;
        this.line = '';
        return { echo: '\r\n', line };
      }
      case INTERRUPT:
        this.line = '';
        return { echo: '^C\r\n', interrupted: true };
      case END:
        return this.line === '' ? { echo: '', end: true } : null;
      case '\x7f':
      case '\b':
        return this.erase(1);
      case KILL_LINE:
        return this.erase(this.line.length);
      case KILL_WORD:
        return this.erase(/\S*\s*$/.exec(this.line)?.[0].length ?? 0);
      default:
        if (key < ' ' && key !== '\t') return null;
        this.line += key;
        return { echo: key };
    }
  }

  private erase(count: number): TerminalStep {
    const gone = Math.min(count, this.line.length);
    this.line = this.line.slice(0, this.line.length - gone);
    return { echo: '\b \b'.repeat(gone) };
  }
}
