/** Where a command speaks: lines for people, refusals with a next step. Tests hand in their own. */
export interface Terminal {
  say(line: string): void;
  /** Prints what is wrong and what to do; returns the exit code 1. */
  refuse(what: string, next: string): number;
}

export const terminal: Terminal = {
  say: (line) => console.log(line),
  refuse(what, next) {
    console.error(`tart-lab: ${what}\n  next: ${next}`);
    return 1;
  },
};
