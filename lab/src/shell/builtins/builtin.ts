import type { Shell } from '../shell.ts';

/** A command that runs in the shell itself. `args` without its name; returns the exit status. */
export type Builtin = (shell: Shell, args: readonly string[]) => number;

export const printOut = (shell: Shell, text: string): void => shell.descriptors[1]?.write(text);
