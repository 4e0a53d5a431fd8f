import type { DatabaseSync } from 'node:sqlite';

/**
 * The history file, version by version: entry N brings a file of version N to N + 1. Entries are never edited, only added.
 *
 * - `series`: a metric id and its labels (JSON), by number.
 * - `head`: what each flush brought, in one row: 4 bytes series, 4 bytes ms after `min_ms`, 8 bytes value a sample. It makes
 *   the newest minutes safe; a row goes when all of it is packed in `raw`.
 * - `raw`: up to 60 points of one series, packed (chunk.ts).
 * - `minute`: two hours of one series by the minute, packed; `key` is series × 2^20 + number of the two hours since 1970.
 *   Values are rounded to float32: seven digits.
 * - `event`: what happened.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE meta (name TEXT PRIMARY KEY, value NUMERIC NOT NULL) WITHOUT ROWID;
   CREATE TABLE series (id INTEGER PRIMARY KEY, metric TEXT NOT NULL, labels TEXT NOT NULL);
   CREATE TABLE head (id INTEGER PRIMARY KEY, min_ms INTEGER NOT NULL, max_ms INTEGER NOT NULL, body BLOB NOT NULL);
   CREATE TABLE raw (series INTEGER NOT NULL, start_ms INTEGER NOT NULL, end_ms INTEGER NOT NULL, count INTEGER NOT NULL,
     times BLOB NOT NULL, vals BLOB NOT NULL, PRIMARY KEY (series, start_ms)) WITHOUT ROWID;
   CREATE TABLE minute (key INTEGER PRIMARY KEY, count INTEGER NOT NULL, minutes BLOB NOT NULL, counts BLOB NOT NULL,
     avg BLOB NOT NULL, min BLOB NOT NULL, max BLOB NOT NULL, last BLOB NOT NULL);`,
  `CREATE TABLE event (id INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, kind TEXT NOT NULL,
     severity TEXT NOT NULL, text TEXT NOT NULL, labels TEXT NOT NULL);
   CREATE INDEX event_at ON event (at_ms);`,
];

/** The file was written by a later version of Tart Lab; it is left as it is. */
export class NewerFile extends Error {}

/** Brings an open file to the newest version, each step in a transaction of its own. Throws what SQLite throws. */
export function migrate(db: DatabaseSync, nowMs: number): void {
  const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version > MIGRATIONS.length) {
    throw new NewerFile(`the file has version ${version}; this program knows versions up to ${MIGRATIONS.length}`);
  }
  MIGRATIONS.slice(version).forEach((step, done) => {
    db.exec(`BEGIN IMMEDIATE; ${step} PRAGMA user_version = ${version + done + 1}; COMMIT;`);
  });
  db.prepare(`INSERT OR IGNORE INTO meta (name, value) VALUES ('begun_ms', ?)`).run(nowMs);
}
