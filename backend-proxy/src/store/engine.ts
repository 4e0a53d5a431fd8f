import type { DatabaseSync } from 'node:sqlite';
import type { LabEvent } from '@tart-lab/contract/event.ts';
import { decodeTimes, decodeValues, encodeTimes, encodeValues } from './chunk.ts';
import { bytesOf, numberOf, textOf } from './columns.ts';
import { isCorrupt, openFile, setAside } from './file.ts';
import { GridFold } from './gridFold.ts';
import { forEachSample, toHeadRow } from './head.ts';
import type { HeadRow } from './head.ts';
import type {
  Batch,
  EventRow,
  EventsRequest,
  HistoryFileOptions,
  HistoryState,
  HistoryStats,
  PointsRequest,
  Series,
  SeriesRow,
} from './messages.ts';
import { CHUNK_MS, OpenChunks } from './openChunks.ts';
import type { ClosedChunk, Points, SeriesPoints } from './openChunks.ts';
import { historyPaused, historySetAside } from './historyProblems.ts';
import { clip, join, readMinutes, readRaw } from './reader.ts';
import { Rollup } from './rollup.ts';
import { prepareStatements } from './statements.ts';
import type { Statements } from './statements.ts';

const RETRY_MS = 5000;
const TRIM_EVERY_MS = 60_000;
/** How much waits in memory while nothing can be written; the oldest goes first. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;
/** How often `tick` is called: each time wakes the thread, which cost more than what it finds to do. */
export const TICK_MS = 5000;
/** Each series is looked at for roll-up and retention twice an hour, a few at every tick. */
const TICKS_A_ROUND = 1_800_000 / TICK_MS;

interface PackedChunk {
  readonly series: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly count: number;
  readonly times: Uint8Array;
  readonly values: Uint8Array;
}

/** What the next transaction writes. */
interface Waiting {
  readonly series: Series[];
  readonly heads: HeadRow[];
  readonly chunks: PackedChunk[];
  readonly events: LabEvent[];
}

/** The history file and the newest points before they are packed. Single-threaded; lives in the worker. */
export class Engine {
  private readonly options: HistoryFileOptions;
  private readonly now: () => number;
  private readonly report: (state: HistoryState) => void;
  private db: DatabaseSync;
  private statements: Statements;
  private rollup: Rollup;
  private readonly open = new OpenChunks();
  private waiting: Waiting = nothing();
  private pausedSinceMs: number | null = null;
  private retryAtMs = 0;
  private trimAtMs = 0;
  private visited = 0;
  private highestSeries = 0;
  private asideProblem: HistoryState['problem'] = null;

  /** Opens or creates the file; one that cannot be read is set aside. Throws when neither works, and `NewerFile`. */
  constructor(options: HistoryFileOptions, now: () => number, report: (state: HistoryState) => void) {
    this.options = options;
    this.now = now;
    this.report = report;
    this.db = this.openOrBeginAnew();
    this.statements = prepareStatements(this.db);
    this.rollup = new Rollup(this.statements);
    try {
      this.recover();
    } catch (error) {
      if (!isCorrupt(error)) throw error;
      this.beginAnew(error);
    }
  }

  /** Every series that the file knows. */
  series(): SeriesRow[] {
    const rows = this.statements.allSeries.all();
    return rows.map((row) => ({ id: numberOf(row, 'id'), metric: textOf(row, 'metric'), labels: textOf(row, 'labels') }));
  }

  /** Takes a batch into memory and writes it, with chunks that it closed, in one transaction. Never throws. */
  append(batch: Batch): void {
    this.waiting.series.push(...batch.definitions);
    this.waiting.events.push(...batch.events);
    const { ids, times, values } = batch;
    for (let i = 0; i < ids.length; i++) this.push(ids[i] ?? 0, times[i] ?? NaN, values[i] ?? NaN);
    const head = toHeadRow(batch);
    if (head) this.waiting.heads.push(head);
    this.write();
  }

  /** Every `TICK_MS`: retries a failed write, packs series that fell silent, rolls up and trims a few series. */
  tick(): void {
    const nowMs = this.now();
    if (this.pausedSinceMs !== null || this.isWaiting()) this.write();
    if (this.pausedSinceMs !== null) return;
    this.inTransaction(() => {
      const keep = { rawFromMs: nowMs - this.options.rawMs, minuteFromMs: nowMs - this.options.minuteMs };
      for (let i = Math.ceil(this.highestSeries / TICKS_A_ROUND); i > 0; i--) {
        this.visited = (this.visited % this.highestSeries) + 1;
        this.rollup.visit(this.visited, Math.min(this.open.startOf(this.visited), nowMs), keep);
      }
      if (nowMs < this.trimAtMs) return;
      this.trimAtMs = nowMs + TRIM_EVERY_MS;
      this.statements.trimHead.run(Math.min(this.open.oldestStart(), nowMs));
      this.statements.trimEvents.run(keep.minuteFromMs);
      this.open.closeOlderThan(nowMs - 2 * CHUNK_MS, this.keepChunk);
    });
  }

  /** The points that one series has in a range, folded as asked; what was appended last is in it. */
  points(series: number, request: PointsRequest): SeriesPoints {
    const { fromMs, toMs, fold } = request;
    const endMs = toMs + 1;
    const minutesUntilMs = request.tier === 'minute' ? this.rollup.doneUntil(series) : -Infinity;
    const minutes = minutesUntilMs > fromMs ? readMinutes(this.statements, series, fromMs, Math.min(endMs, minutesUntilMs), fold) : [];
    const rawFromMs = Math.max(fromMs, minutesUntilMs);
    const raw = rawFromMs < endMs ? readRaw(this.statements, series, rawFromMs, endMs) : [];
    for (const chunk of this.waiting.chunks) if (chunk.series === series) raw.push(clip(unpack(chunk), rawFromMs, endMs));
    const newest = this.open.peek(series);
    if (newest) raw.push(clip(newest, rawFromMs, endMs));
    const count = [...minutes.map(({ points }) => points), ...raw].reduce((sum, part) => sum + part.times.length, 0);
    const stepMs = request.stepMs ?? (count > request.maxPoints ? Math.ceil((endMs - fromMs) / request.maxPoints) : null);
    if (stepMs === null) return { series, ...join([...minutes.map(({ points }) => points), ...raw]) };
    const grid = new GridFold(fromMs, stepMs, Math.floor((toMs - fromMs) / stepMs) + 1, fold);
    for (const { points, weights } of minutes) grid.add(points, weights);
    for (const part of raw) grid.add(part);
    return { series, ...grid.finish() };
  }

  events({ fromMs, toMs, kinds, severities }: EventsRequest, limit: number): EventRow[] {
    const rows = this.statements.events.all(fromMs, toMs, JSON.stringify(kinds), JSON.stringify(severities), limit);
    return rows.map((row) => ({
      id: numberOf(row, 'id'),
      atMs: numberOf(row, 'at_ms'),
      kind: textOf(row, 'kind'),
      severity: textOf(row, 'severity'),
      text: textOf(row, 'text'),
      labels: textOf(row, 'labels'),
    }));
  }

  stats(): HistoryStats {
    const begunMs = numberOf(this.statements.begun.get(), 'value');
    const oldestMs = Number.isNaN(begunMs) ? null : Math.max(begunMs, this.now() - this.options.minuteMs);
    return { series: this.highestSeries, bytes: numberOf(this.statements.pages.get(), 'bytes'), oldestMs };
  }

  /** What to do about an error of a read: an unreadable file is set aside. Anything else is thrown on. */
  handleReadError(error: unknown): void {
    if (!isCorrupt(error)) throw error;
    this.beginAnew(error);
  }

  close(): void {
    this.retryAtMs = 0;
    if (this.isWaiting()) this.write();
    this.db.close();
  }

  private readonly keepChunk = (chunk: ClosedChunk): void => void this.waiting.chunks.push(pack(chunk));

  private push(series: number, atMs: number, value: number): void {
    if (!Number.isFinite(atMs) || !Number.isFinite(value)) return;
    this.highestSeries = Math.max(this.highestSeries, series);
    this.open.push(series, atMs, value, this.keepChunk);
  }

  private isWaiting(): boolean {
    const { series, heads, chunks, events } = this.waiting;
    return series.length + heads.length + chunks.length + events.length > 0;
  }

  private write(): void {
    if (this.pausedSinceMs !== null && this.now() < this.retryAtMs) return this.dropOldest();
    const written = this.inTransaction(() => {
      const { addSeries, addHead, addRaw, addEvent } = this.statements;
      for (const { id, metric, labels } of this.waiting.series) addSeries.run(id, metric, JSON.stringify(labels));
      for (const { minMs, maxMs, body } of this.waiting.heads) addHead.run(minMs, maxMs, body);
      for (const chunk of this.waiting.chunks) {
        addRaw.run(chunk.series, chunk.startMs, chunk.endMs, chunk.count, chunk.times, chunk.values);
      }
      for (const event of this.waiting.events) {
        addEvent.run(event.atMs, event.kind, event.severity, event.text, JSON.stringify(event.labels));
      }
    });
    if (!written) return this.dropOldest();
    this.waiting = nothing();
    if (this.pausedSinceMs === null) return;
    this.pausedSinceMs = null;
    this.report({ state: 'ok', problem: this.asideProblem });
  }

  /** Runs `work` in a transaction. False, with the pause reported, when the file could not be written. */
  private inTransaction(work: () => void): boolean {
    try {
      this.db.exec('BEGIN IMMEDIATE');
      work();
      this.db.exec('COMMIT');
      return true;
    } catch (error) {
      if (this.db.isTransaction) this.db.exec('ROLLBACK');
      this.rollup.forget();
      if (isCorrupt(error)) this.beginAnew(error);
      else this.pause(error);
      return false;
    }
  }

  private pause(error: unknown): void {
    this.retryAtMs = this.now() + RETRY_MS;
    if (this.pausedSinceMs !== null) return;
    this.pausedSinceMs = this.now();
    this.report({ state: 'paused', problem: historyPaused(this.options.path, error, this.pausedSinceMs) });
  }

  private dropOldest(): void {
    const { heads, chunks, events } = this.waiting;
    const most = this.options.maxWaitingBytes ?? MAX_WAITING_BYTES;
    trimTo(heads, most, ({ body }) => body.length);
    trimTo(chunks, most, ({ times, values }) => times.length + values.length + 200);
    trimTo(events, most, ({ text }) => text.length + 500);
  }

  private openOrBeginAnew(): DatabaseSync {
    try {
      return openFile(this.options.path, this.now());
    } catch (error) {
      if (!isCorrupt(error)) throw error;
      return this.openNew(error);
    }
  }

  private openNew(error: unknown): DatabaseSync {
    const aside = setAside(this.options.path, this.now());
    this.asideProblem = historySetAside(this.options.path, aside, error, this.now());
    const db = openFile(this.options.path, this.now());
    this.report({ state: 'ok', problem: this.asideProblem, renewed: true });
    return db;
  }

  private beginAnew(error: unknown): void {
    this.db.close();
    this.db = this.openNew(error);
    this.statements = prepareStatements(this.db);
    this.rollup = new Rollup(this.statements);
  }

  /** Reads back what was flushed but not packed when the process ended. Series of which nothing is kept are forgotten. */
  private recover(): void {
    this.inTransaction(() => this.statements.forgetSeries.run());
    for (const { id } of this.series()) this.highestSeries = Math.max(this.highestSeries, id);
    const packedUntil = new Map<number, number>();
    const endOf = (series: number): number => {
      const last = numberOf(this.statements.lastRaw.get(series), 'end_ms');
      const endMs = Number.isNaN(last) ? -Infinity : last;
      packedUntil.set(series, endMs);
      this.open.startAfter(series, endMs);
      return endMs;
    };
    for (const row of this.statements.allHead.iterate()) {
      forEachSample(numberOf(row, 'min_ms'), bytesOf(row, 'body'), (series, atMs, value) => {
        if (atMs > (packedUntil.get(series) ?? endOf(series))) this.push(series, atMs, value);
      });
    }
  }
}

const nothing = (): Waiting => ({ series: [], heads: [], chunks: [], events: [] });

function pack({ series, startMs, offsets, values }: ClosedChunk): PackedChunk {
  const endMs = startMs + (offsets[offsets.length - 1] ?? 0);
  return { series, startMs, endMs, count: offsets.length, times: encodeTimes(offsets, 0), values: encodeValues(values) };
}

function unpack({ startMs, count, times, values }: PackedChunk): Points {
  const none = new Float64Array();
  return { times: decodeTimes(times, startMs, count) ?? none, values: decodeValues(values, count) ?? none };
}

function trimTo<T>(list: T[], maxBytes: number, size: (entry: T) => number): void {
  let bytes = list.reduce((sum, entry) => sum + size(entry), 0);
  let drop = 0;
  for (const entry of list) {
    if (bytes <= maxBytes) break;
    bytes -= size(entry);
    drop++;
  }
  list.splice(0, drop);
}
