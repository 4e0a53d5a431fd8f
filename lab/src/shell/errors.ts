/** The text ends inside a construct: more may come. */
export class IncompleteScript extends Error {}

/** The text can never become a script. The message is the shell's own, without its prefix. */
export class ShellSyntaxError extends Error {
  readonly line: number;
  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}
