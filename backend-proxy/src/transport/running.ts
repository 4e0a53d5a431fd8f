import type { ChildProcess } from 'node:child_process';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { RunOptions } from './transport.ts';

export const MAX_OUTPUT_BYTES = 1024 * 1024;
/** Where Homebrew and installers put programs on a Mac. */
export const EXTRA_PATH = '/opt/homebrew/bin:/usr/local/bin';

/** The problem of a program that was ended by us, at its limit or because nobody waits for it any more. */
export function notFinished(mac: string, argv: readonly string[], { timeoutMs, signal }: RunOptions): Problem {
  return {
    kind: 'tart_failed',
    target: mac,
    doing: `run ${argv.slice(0, 2).join(' ')}`,
    detail: signal.aborted ? 'it was ended because the proxy stops' : `it gave no answer within ${timeoutMs} ms and was ended`,
    advice: 'Run the same command in a terminal on the Mac; if it hangs there too, restart the Mac’s tart processes.',
  };
}

/** Ends a program that leads a process group, with all it started. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // Already gone is fine; macOS says EPERM of a group in which all have ended.
    if (!(error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'))) throw error;
  }
}
