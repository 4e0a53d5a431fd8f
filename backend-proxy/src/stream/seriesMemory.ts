import type { Frame, Notice } from '@tart-lab/contract/frame.ts';
import type { Answer, Memory, News } from './news.ts';
import { changedTail, tailFrom } from './tail.ts';
import type { Points } from './tail.ts';

/** Samples may come so much later than those of other series: what lies further back than this before a cursor is settled. */
const LATE_MS = 30_000;

interface Known extends Points {
  readonly series: number;
  readonly schema: Frame['schema'];
  readonly schemaText: string;
}
const NO_POINTS: Points = { times: [], values: [] };

/**
 * Remembers the end of time series, or with `whole` all of them. Where only the end is asked, a series that is not in it is silent
 * and stays; of a whole answer the list of series is said too (top N, for one, drops some). `settledMs` is how long a bucket and its
 * neighbours may still change.
 */
export class SeriesMemory implements Memory {
  private readonly whole: boolean;
  private readonly settledMs: number;
  private known = new Map<string, Known>();
  private notices: readonly Notice[] = [];
  private exactFromMs = Infinity;
  private toMs = 0;
  private next = 1;

  constructor(whole: boolean, settledMs: number) {
    this.whole = whole;
    this.settledMs = settledMs;
  }

  take({ frames, exactFromMs, toMs }: Answer): News | null {
    const before = this.known;
    const notices = noticesOf(frames, this.whole);
    this.known = new Map(frames.filter((frame) => hasPoints(frame)).map((frame) => this.toKnown(frame, before)));
    this.exactFromMs = exactFromMs;
    this.toMs = toMs;

    const now = [...this.known];
    const schemas = now.filter(([key, { schemaText }]) => before.get(key)?.schemaText !== schemaText).map(([, one]) => schemaOf(one));
    const tails = now.flatMap(([key, one]) => tailOf(one.series, before.get(key) ?? NO_POINTS, one, exactFromMs));
    if (!this.whole) {
      const gone = [...before].filter(([key]) => !this.known.has(key));
      tails.push(...gone.flatMap(([, one]) => tailOf(one.series, one, NO_POINTS, exactFromMs)));
    }
    const order = now.map(([, { series }]) => series);
    const reordered = this.whole && order.join() !== [...before.values()].map(({ series }) => series).join();
    const noticed = JSON.stringify(notices) !== JSON.stringify(this.notices);
    this.notices = notices;
    if (schemas.length + tails.length === 0 && !reordered && !noticed) return null;
    return { name: 'series', data: { toMs, schemas, tails, ...(reordered ? { order } : {}), ...(noticed ? { notices } : {}) } };
  }

  begin(cursorMs: number): News | null {
    const fromMs = this.whole ? 0 : Math.max(this.exactFromMs, Math.min(cursorMs, this.toMs) - LATE_MS - this.settledMs);
    if (!this.whole && cursorMs < this.exactFromMs) return null;
    const all = [...this.known.values()];
    const order = this.whole ? { order: all.map(({ series }) => series) } : {};
    const tails = all.map((one) => ({ series: one.series, ...tailFrom(one, fromMs) }));
    return { name: 'series', data: { toMs: this.toMs, schemas: all.map(schemaOf), tails, ...order, notices: [...this.notices] } };
  }

  private toKnown({ schema: whole, data }: Frame, before: ReadonlyMap<string, Known>): [string, Known] {
    const [time, value] = whole.fields;
    const { refId, name, meta } = whole;
    const kept = { ...(meta?.type ? { type: meta.type } : {}), ...(meta?.typeVersion ? { typeVersion: meta.typeVersion } : {}) };
    const schema = { refId, ...(name === undefined ? {} : { name }), meta: kept, fields: time && value ? [time, value] : [] };
    const key = JSON.stringify([value?.name, Object.entries(value?.labels ?? {}).sort()]);
    const series = before.get(key)?.series ?? this.next++;
    return [key, { series, schema, schemaText: JSON.stringify(schema), ...pointsOf(data.values) }];
  }
}

const schemaOf = ({ series, schema }: Known) => ({ series, schema });

function tailOf(series: number, before: Points, after: Points, fromMs: number) {
  const tail = changedTail(before, after, fromMs);
  return tail === null ? [] : [{ series, ...tail }];
}

const hasPoints = ({ data }: Frame): boolean => (data.values[0]?.length ?? 0) > 0;

/** Columns of a time series frame: times are numbers, values numbers or null. */
function pointsOf([times = [], values = []]: readonly (readonly unknown[])[]): Points {
  return { times: times.map(Number), values: values.map((value) => (typeof value === 'number' ? value : null)) };
}

/** That the end of a range holds nothing does not mean that the range does. */
function noticesOf(frames: readonly Frame[], whole: boolean): Notice[] {
  const notices = frames.flatMap(({ schema }) => schema.meta?.notices ?? []);
  return whole || frames.some(hasPoints) ? notices : notices.filter(({ severity }) => severity !== 'info');
}
