import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { migrate } from './schema.ts';

const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** SQLite's primary result code of what was thrown; null when it came from elsewhere. */
export function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
}

export function isCorrupt(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === SQLITE_CORRUPT || code === SQLITE_NOTADB;
}

/**
 * Opens or creates the history file and brings it to the newest version. `:memory:` keeps nothing on disk.
 * Throws what SQLite throws, and `NewerFile`.
 */
export function openFile(path: string, nowMs: number): DatabaseSync {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path, { timeout: 2000 });
  try {
    // A crash of the process loses nothing that was committed; a crash of the machine may lose the last seconds, never the file.
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -1000;
             PRAGMA journal_size_limit = 16777216; PRAGMA temp_store = MEMORY;`);
    migrate(db, nowMs);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Renames an unreadable file with its side files, so that it can be looked at, and returns its new name. */
export function setAside(path: string, nowMs: number): string {
  const aside = `${path}.unreadable-${new Date(nowMs).toISOString().replaceAll(/[:.]/g, '')}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  return aside;
}
