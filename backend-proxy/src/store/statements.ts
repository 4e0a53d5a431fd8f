import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Windows of the `minute` table: two hours each, 2^20 of them a series (enough until the year 2209). */
export const WINDOW_MS = 7_200_000;
export const WINDOWS = 2 ** 20;
export const windowKey = (series: number, atMs: number): number => series * WINDOWS + Math.floor(atMs / WINDOW_MS);

const SQL = {
  addSeries: 'INSERT OR IGNORE INTO series (id, metric, labels) VALUES (?, ?, ?)',
  allSeries: 'SELECT id, metric, labels FROM series ORDER BY id',
  addHead: 'INSERT INTO head (min_ms, max_ms, body) VALUES (?, ?, ?)',
  allHead: 'SELECT min_ms, body FROM head ORDER BY id',
  trimHead: 'DELETE FROM head WHERE max_ms < ?',
  addRaw: 'INSERT OR REPLACE INTO raw (series, start_ms, end_ms, count, times, vals) VALUES (?, ?, ?, ?, ?, ?)',
  rawRange: 'SELECT start_ms, count, times, vals FROM raw WHERE series = ? AND start_ms >= ? AND start_ms <= ? ORDER BY start_ms',
  lastRaw: 'SELECT end_ms FROM raw WHERE series = ? ORDER BY start_ms DESC LIMIT 1',
  nextRaw: 'SELECT start_ms FROM raw WHERE series = ? AND start_ms >= ? AND end_ms >= ? ORDER BY start_ms LIMIT 1',
  trimRaw: 'DELETE FROM raw WHERE series = ? AND start_ms < ?',
  addMinute: 'INSERT OR REPLACE INTO minute (key, count, minutes, counts, avg, min, max, last) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  lastMinute: 'SELECT MAX(key) AS key FROM minute WHERE key >= ? AND key < ?',
  trimMinute: 'DELETE FROM minute WHERE key >= ? AND key < ?',
  minuteAvg: 'SELECT key, count, minutes, counts, avg AS vals FROM minute WHERE key >= ? AND key <= ? ORDER BY key',
  minuteMin: 'SELECT key, count, minutes, counts, min AS vals FROM minute WHERE key >= ? AND key <= ? ORDER BY key',
  minuteMax: 'SELECT key, count, minutes, counts, max AS vals FROM minute WHERE key >= ? AND key <= ? ORDER BY key',
  minuteLast: 'SELECT key, count, minutes, counts, last AS vals FROM minute WHERE key >= ? AND key <= ? ORDER BY key',
  addEvent: 'INSERT INTO event (at_ms, kind, severity, text, labels) VALUES (?, ?, ?, ?, ?)',
  events: `SELECT id, at_ms, kind, severity, text, labels FROM event WHERE at_ms >= ?1 AND at_ms <= ?2
    AND (?3 = '[]' OR kind IN (SELECT value FROM json_each(?3))) AND (?4 = '[]' OR severity IN (SELECT value FROM json_each(?4)))
    ORDER BY at_ms DESC, id DESC LIMIT ?5`,
  trimEvents: 'DELETE FROM event WHERE at_ms < ?',
  pages: 'SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()',
  begun: `SELECT value FROM meta WHERE name = 'begun_ms'`,
  forgetSeries: `DELETE FROM series WHERE NOT EXISTS (SELECT 1 FROM raw WHERE raw.series = series.id)
    AND NOT EXISTS (SELECT 1 FROM minute WHERE key >= series.id * ${WINDOWS} AND key < (series.id + 1) * ${WINDOWS})
    AND NOT EXISTS (SELECT 1 FROM head)`,
} as const;

export type Statements = { readonly [name in keyof typeof SQL]: StatementSync };

/** Every statement of the history, prepared for one open file. */
export function prepareStatements(db: DatabaseSync): Statements {
  const prepare = (name: keyof typeof SQL): StatementSync => db.prepare(SQL[name]);
  return {
    addSeries: prepare('addSeries'),
    allSeries: prepare('allSeries'),
    addHead: prepare('addHead'),
    allHead: prepare('allHead'),
    trimHead: prepare('trimHead'),
    addRaw: prepare('addRaw'),
    rawRange: prepare('rawRange'),
    lastRaw: prepare('lastRaw'),
    nextRaw: prepare('nextRaw'),
    trimRaw: prepare('trimRaw'),
    addMinute: prepare('addMinute'),
    lastMinute: prepare('lastMinute'),
    trimMinute: prepare('trimMinute'),
    minuteAvg: prepare('minuteAvg'),
    minuteMin: prepare('minuteMin'),
    minuteMax: prepare('minuteMax'),
    minuteLast: prepare('minuteLast'),
    addEvent: prepare('addEvent'),
    events: prepare('events'),
    trimEvents: prepare('trimEvents'),
    pages: prepare('pages'),
    begun: prepare('begun'),
    forgetSeries: prepare('forgetSeries'),
  };
}
