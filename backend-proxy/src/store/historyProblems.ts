import type { Problem } from '@tart-lab/contract/problem.ts';

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Nothing can be written: a full disk, or one that went away. Live answers go on. */
export function historyPaused(path: string, error: unknown, sinceMs: number): Problem {
  return {
    kind: 'history_paused',
    target: path,
    doing: 'write the history',
    detail: `${messageOf(error)}; live values go on, the newest minutes are held in memory`,
    advice: 'Free space on the disk of the history file, or set history.path to another disk. Writing goes on by itself.',
    sinceMs,
  };
}

/** The file could not be read; a new one was begun beside it. */
export function historySetAside(path: string, aside: string, error: unknown, sinceMs: number): Problem {
  return {
    kind: 'history_failed',
    target: path,
    doing: 'read the history',
    detail: `${messageOf(error)}; the file was renamed to ${aside} and a new one begun`,
    advice: 'Check the disk. The old file can be deleted, or repaired with "sqlite3 FILE .recover".',
    sinceMs,
  };
}

/** The file can be neither opened nor created. */
export function historyFailed(path: string, doing: string, error: unknown): Problem {
  return {
    kind: 'history_failed',
    target: path,
    doing,
    detail: messageOf(error),
    advice: 'Check that the directory exists and can be written by this user, or set history.path to another place.',
  };
}
