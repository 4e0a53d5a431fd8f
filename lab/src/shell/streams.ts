/** Thrown when a command reads from a channel that has nothing more yet; the session runs the line again when more came. */
export class NeedsInput extends Error {}

/** What a file descriptor is in the interpreter. Text only: no guest prints anything else. */
export interface Descriptor {
  readonly kind: 'input' | 'output';
  write(text: string): void;
  /** Everything up to the end. */
  readAll(): string;
  /** A line with its newline; without one at the end of the input; '' after it. */
  readLine(): string;
}

/** Collects what is written. */
export class Sink implements Descriptor {
  readonly kind = 'output';
  text = '';

  write(text: string): void {
    this.text += text;
  }
  readAll(): string {
    return '';
  }
  readLine(): string {
    return '';
  }
}

/** Gives each piece of output to a function: a channel, a file that grows. */
export class Forward implements Descriptor {
  readonly kind = 'output';
  private readonly take: (text: string) => void;

  constructor(take: (text: string) => void) {
    this.take = take;
  }
  write(text: string): void {
    if (text !== '') this.take(text);
  }
  readAll(): string {
    return '';
  }
  readLine(): string {
    return '';
  }
}

/** Input that is there as a whole: a file, a pipe whose writer has ended. */
export class Source implements Descriptor {
  readonly kind = 'input';
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }
  write(): void {
    // Nothing can be written to an input; a real write fails with EBADF, which no script of ours relies on.
  }
  readAll(): string {
    const rest = this.text.slice(this.at);
    this.at = this.text.length;
    return rest;
  }
  readLine(): string {
    const end = this.text.indexOf('\n', this.at);
    const next = end < 0 ? this.text.length : end + 1;
    const line = this.text.slice(this.at, next);
    this.at = next;
    return line;
  }
}

/** The input of a channel: text arrives in pieces until `ended`. */
export class ChannelInput implements Descriptor {
  readonly kind = 'input';
  pending = '';
  ended = false;

  write(): void {
    // As for `Source`.
  }
  readAll(): string {
    if (!this.ended) throw new NeedsInput();
    const rest = this.pending;
    this.pending = '';
    return rest;
  }
  readLine(): string {
    const end = this.pending.indexOf('\n');
    if (end < 0) return this.readAll();
    const line = this.pending.slice(0, end + 1);
    this.pending = this.pending.slice(end + 1);
    return line;
  }
}
