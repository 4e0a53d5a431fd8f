import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const Mark = z.object({ atMs: z.number() });

/** Until when Loki took our events, as a file in the state folder remembers it over a restart. */
export interface PushedUntil {
  /** Epoch ms of the newest event that Loki took; null before the first. */
  read(): number | null;
  /** An earlier time than the one that is known changes nothing. */
  write(atMs: number): void;
}

/** A file that cannot be read counts as none; one that cannot be written is reported, and the next start sends events twice, which Loki drops. */
export function pushedUntil(stateDir: string, onWriteFailed: (reason: string) => void): PushedUntil {
  const file = join(stateDir, 'pushed-to-loki.json');
  let known: number | null = readMark(file);
  return {
    read: () => known,
    write(atMs) {
      if (known !== null && atMs <= known) return;
      known = atMs;
      try {
        writeFileSync(`${file}.new`, JSON.stringify({ atMs }), { mode: 0o600 });
        renameSync(`${file}.new`, file);
      } catch (error) {
        onWriteFailed(error instanceof Error ? error.message : String(error));
      }
    },
  };
}

function readMark(file: string): number | null {
  try {
    return Mark.parse(JSON.parse(readFileSync(file, 'utf8'))).atMs;
  } catch {
    return null; // none yet, or not ours: events are sent from now on
  }
}
