import { closeSync, openSync, readdirSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Engine } from './engine.ts';
import type { HistoryState } from './messages.ts';
import { MIGRATIONS, NewerFile } from './schema.ts';
import { parseEvents, parseSeries } from './storedRows.ts';
import { batchOf, definitionsOf, rawRequest, temporaryDirectory } from './testing.ts';

const HOUR = 3_600_000;
const START = Math.floor(1_700_000_000_000 / (2 * HOUR)) * 2 * HOUR;
const every5s = (fromMs: number, toMs: number): number[] =>
  Array.from({ length: Math.floor((toMs - fromMs) / 5000) + 1 }, (_, i) => fromMs + i * 5000);
const value = (id: number, atMs: number): number => id * 1000 + ((atMs - START) / 5000) * 0.1;

let directory: ReturnType<typeof temporaryDirectory>;
let nowMs: number;
let states: HistoryState[];
let engine: Engine;
const open = (path = join(directory.path, 'history.db'), maxWaitingBytes?: number): Engine => {
  const options = { path, rawMs: 24 * HOUR, minuteMs: 30 * 24 * HOUR, maxWaitingBytes };
  return (engine = new Engine(
    options,
    () => nowMs,
    (state) => states.push(state),
  ));
};
const timesOf = (series: number, fromMs: number, toMs: number): number[] => [
  ...engine.points(series, rawRequest([series], fromMs, toMs)).times,
];
/** Lets the clock run in steps of ten minutes, appending and ticking as the worker does. */
function run(ids: number[], fromMs: number, toMs: number): void {
  for (let atMs = fromMs; atMs < toMs; atMs += 600_000) {
    nowMs = atMs + 600_000;
    engine.append(batchOf(ids, every5s(atMs, Math.min(toMs, nowMs) - 5000), value));
    for (const _ of ids) engine.tick();
  }
}
beforeEach(() => {
  directory = temporaryDirectory();
  nowMs = START;
  states = [];
});
afterEach(() => {
  engine.close();
  directory.remove();
});

it('answers with every point, packed or not, across a restart', () => {
  open().append({ ...batchOf([1, 2], [], value), definitions: definitionsOf([1, 2]) });
  run([1, 2], START, START + HOUR + 25_000);
  const times = every5s(START, START + HOUR + 20_000);
  expect(timesOf(2, START, START + 2 * HOUR)).toEqual(times);
  engine.close();
  open();
  expect(timesOf(2, START, START + 2 * HOUR)).toEqual(times);
  expect([...engine.points(1, rawRequest([1], START, START + 2 * HOUR)).values]).toEqual(times.map((atMs) => value(1, atMs)));
  expect(parseSeries(engine.series())).toEqual(definitionsOf([1, 2]));
});

it('keeps a point once when it comes twice', () => {
  open();
  engine.append(batchOf([1], [START, START + 5000], value));
  engine.append(batchOf([1], [START, START + 5000, START + 10_000], value));
  expect(timesOf(1, START, START + HOUR)).toEqual([START, START + 5000, START + 10_000]);
});

it('rolls up by the minute, weighs averages, and reads the newest from raw points', () => {
  open();
  run([1], START, START + 3 * HOUR);
  const asked = { ...rawRequest([1], START, START + 3 * HOUR - 1), stepMs: 600_000, tier: 'minute' } as const;
  const raw = engine.points(1, { ...asked, tier: 'raw' });
  const minute = engine.points(1, asked);
  expect(minute.times).toEqual(raw.times);
  expect(minute.times).toHaveLength(18);
  minute.values.forEach((got, i) => expect(got).toBeCloseTo(raw.values[i] ?? NaN, 3));
  expect(engine.points(1, { ...asked, fold: 'max' }).values[0]).toBeCloseTo(value(1, START + 595_000), 3);
  expect(engine.points(1, { ...asked, fold: 'last' }).values[0]).toBeCloseTo(value(1, START + 595_000), 3);
  expect(engine.points(1, { ...asked, fold: 'min' }).values[0]).toBe(value(1, START));
});

it('drops raw points after a day and minutes after thirty', () => {
  open();
  run([1], START, START + 27 * HOUR);
  expect(timesOf(1, START, START + 2 * HOUR)).toEqual([]);
  const minutes = { ...rawRequest([1], START, START + 2 * HOUR), tier: 'minute' } as const;
  expect(engine.points(1, minutes).times.length).toBeGreaterThan(100);
  nowMs = START + 33 * 24 * HOUR;
  engine.tick();
  expect(engine.points(1, minutes).times).toHaveLength(0);
});

it('rolls up what was measured before a long pause, and only then drops it', () => {
  open();
  run([1], START, START + HOUR);
  engine.close();
  nowMs = START + 5 * 24 * HOUR;
  open();
  for (let i = 0; i < 4; i++) {
    nowMs += 61_000;
    engine.tick();
  }
  expect(timesOf(1, START, START + HOUR)).toEqual([]);
  expect(engine.points(1, { ...rawRequest([1], START, START + HOUR), tier: 'minute' }).times).toHaveLength(60);
});

it('folds raw points when there are more than allowed', () => {
  open();
  engine.append(batchOf([1], every5s(START, START + HOUR - 5000), value));
  expect(engine.points(1, { ...rawRequest([1], START, START + HOUR - 1), maxPoints: 10 }).times).toHaveLength(10);
});

it('keeps measuring after the clock was set back', () => {
  open();
  engine.append(batchOf([1], every5s(START + HOUR, START + HOUR + 60_000), value));
  engine.append(batchOf([1], every5s(START, START + 10_000), value));
  expect(timesOf(1, START, START + 2 * HOUR)).toEqual([...every5s(START, START + 10_000), ...every5s(START + HOUR, START + HOUR + 60_000)]);
});

it('pauses when the disk is full, answers from memory, and writes again by itself', () => {
  const db = open()['db'];
  engine.append(batchOf([1], [START], value));
  const full = Number(db.prepare('PRAGMA page_count').get()?.['page_count']);
  db.exec(`PRAGMA max_page_count = ${full}`);
  for (let i = 0; i < 60; i++) {
    nowMs += 60_000;
    engine.append(batchOf([1], every5s(nowMs - 55_000, nowMs), value));
  }
  expect(states).toHaveLength(1);
  expect(states[0]?.problem).toMatchObject({
    kind: 'history_paused',
    sinceMs: expect.any(Number),
    advice: expect.stringContaining('Free space'),
  });
  expect(timesOf(1, START, nowMs)).toEqual(every5s(START, nowMs));
  db.exec('PRAGMA max_page_count = 100000');
  engine.tick();
  expect(states.map(({ state }) => state)).toEqual(['paused']);
  nowMs += 5000;
  engine.tick();
  expect(states.map(({ state }) => state)).toEqual(['paused', 'ok']);
  engine.close();
  open();
  expect(timesOf(1, START, nowMs)).toEqual(every5s(START, nowMs - 5000));
});

it('holds a bounded amount while it is paused', () => {
  const db = open(undefined, 100_000)['db'];
  db.exec(`PRAGMA max_page_count = 1`);
  const ids = Array.from({ length: 100 }, (_, i) => i + 1);
  for (let i = 0; i < 200; i++) engine.append(batchOf(ids, [START + i * 5000], value));
  const held = engine['waiting'].heads.reduce((sum, { body }) => sum + body.length, 0);
  expect(held).toBeGreaterThan(90_000);
  expect(held).toBeLessThanOrEqual(100_000);
});

it('sets an unreadable file aside and begins a new one', () => {
  writeFileSync(join(directory.path, 'history.db'), 'this is no database, but long enough to be looked at as one'.repeat(100));
  open();
  expect(states).toEqual([{ state: 'ok', renewed: true, problem: expect.objectContaining({ kind: 'history_failed' }) }]);
  expect(readdirSync(directory.path).filter((name) => name.includes('unreadable-'))).toHaveLength(1);
  engine.append(batchOf([1], [START], value));
  expect(timesOf(1, START, START)).toEqual([START]);
});

it('sets a file aside that turns out damaged while it is written', () => {
  open();
  run([1], START, START + 5 * HOUR);
  engine.close();
  const path = join(directory.path, 'history.db');
  const db = new DatabaseSync(path);
  db.exec('PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE');
  const root = Number(db.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'minute'`).get()?.['rootpage']);
  db.close();
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(4096, 0xa5), 0, 4096, (root - 1) * 4096);
  closeSync(file);
  open();
  run([1], START + 5 * HOUR, START + 8 * HOUR);
  expect(states.some(({ renewed }) => renewed)).toBe(true);
  expect(timesOf(1, START + 8 * HOUR - 10_000, START + 8 * HOUR)).toEqual([START + 8 * HOUR - 10_000, START + 8 * HOUR - 5000]);
});

it('brings a file of version 1 to the newest', () => {
  const path = join(directory.path, 'history.db');
  const db = new DatabaseSync(path);
  db.exec(`${MIGRATIONS[0]} PRAGMA user_version = 1;`);
  db.exec(`INSERT INTO series VALUES (7, 'tart_vm_load1', '{"vm":"dev-master"}')`);
  db.exec(`INSERT INTO raw VALUES (7, ${START}, ${START}, 1, x'00', x'010000000000000840')`);
  db.close();
  open();
  expect(parseSeries(engine.series())).toEqual([{ id: 7, metric: 'tart_vm_load1', labels: { vm: 'dev-master' } }]);
  expect([...engine.points(7, rawRequest([7], START, START)).values]).toEqual([3]);
  const event = { atMs: START, kind: 'vm_started', severity: 'info', text: 'dev-master started', labels: { vm: 'dev-master' } } as const;
  engine.append({ ...batchOf([], [], value), events: [event] });
  expect(parseEvents(engine.events({ fromMs: START, toMs: START, kinds: ['vm_started'], severities: [] }, 10))).toEqual([
    { id: 1, ...event },
  ]);
  expect(parseEvents(engine.events({ fromMs: START, toMs: START, kinds: ['vm_stopped'], severities: [] }, 10))).toEqual([]);
});

it('leaves a file of a later version alone', () => {
  open().close();
  const path = join(directory.path, 'history.db');
  const db = new DatabaseSync(path);
  db.exec('PRAGMA user_version = 99');
  db.close();
  expect(() => open()).toThrow(NewerFile);
  engine = new Engine(
    { path: ':memory:', rawMs: 1, minuteMs: 1 },
    () => nowMs,
    () => undefined,
  );
});
