import type { Descriptor } from './streams.ts';
import type { Shell } from './shell.ts';

/** What the interpreter needs of the machine it runs on. Paths are absolute and normal. */
export interface Host {
  readonly hostname: string;
  /** Wall clock of the guest, epoch ms. */
  nowMs(): number;
  /** The file's text, 'directory', or null when there is none. */
  readFile(path: string): string | null;
  isDirectory(path: string): boolean;
  exists(path: string): boolean;
  /** Names in a directory, sorted; null when it is none. */
  list(path: string): readonly string[] | null;
  /** False when it cannot be written (no space, read-only, no such directory). */
  writeFile(path: string, text: string, append: boolean): boolean;
  removeFile(path: string): boolean;
  /** An external command by its name, or undefined. */
  command(name: string): Program | undefined;
}

/** A run of a program: `args` without its name. Returns the exit status. */
export interface Run {
  readonly shell: Shell;
  readonly host: Host;
  readonly name: string;
  readonly args: readonly string[];
  readonly in: Descriptor;
  readonly out: Descriptor;
  readonly err: Descriptor;
}
export type Program = (run: Run) => number;
