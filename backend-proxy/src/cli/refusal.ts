import type { ConfigRefusal } from '../config/load.ts';
import type { Terminal } from './terminal.ts';

/** Prints every issue of a refused configuration, each with its key's path. Returns the exit code. */
export function printRefusal({ file, issues }: ConfigRefusal, terminal: Terminal): number {
  terminal.refuse(`${file} was refused`, 'correct these keys (README.md lists all of them):');
  for (const { path, message } of issues) terminal.say(path === '' ? `  ${message}` : `  ${path}: ${message}`);
  return 1;
}
