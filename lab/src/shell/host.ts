import type { Descriptor } from './streams.ts';
import type { Shell } from './shell.ts';

/** CPU time that the simulated shell and its commands would have taken, in seconds, and the time they slept. */
export interface Meter {
  ownSeconds: number;
  childSeconds: number;
  /** Sleeping does not block the simulator: it moves this shell's clock ahead, and the session delays the output. */
  sleptMs: number;
  /** Commands left before a script that never ends is killed. */
  stepsLeft: number;
}

export const STEPS_PER_LINE = 200_000;
export const newMeter = (): Meter => ({ ownSeconds: 0.001, childSeconds: 0, sleptMs: 0, stepsLeft: STEPS_PER_LINE });

/** What the interpreter needs of the machine it runs on. Paths are absolute and normal. */
export interface Host {
  readonly hostname: string;
  readonly meter: Meter;
  /** Wall clock of the guest, epoch ms, ahead by what the meter slept. */
  nowMs(): number;
  /** The file's text, or null when there is none or it is a directory. */
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
