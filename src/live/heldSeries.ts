import type { Frame, Notice } from '@tart-lab/contract/frame.ts';
import { withNotices, type Held, type News } from './held.ts';

interface Line {
  readonly schema: Frame['schema'];
  readonly times: readonly number[];
  readonly values: readonly unknown[];
}

/** Series that came and went; with more, the whole query is asked again and they are forgotten. */
const MOST_LINES = 2000;

/** Time series, by their labels. */
export class HeldSeries implements Held {
  private readonly template: Frame | undefined;
  private readonly stepMs: number;
  /** The labels behind the numbers by which the stream names series. */
  private readonly keys = new Map<number, string>();
  private lines: Map<string, Line>;
  private notices: readonly Notice[];

  constructor(frames: readonly Frame[]) {
    this.template = frames[0];
    this.stepMs = stepOf(frames) ?? 1;
    this.lines = new Map(frames.filter(hasRows).map(({ schema, data }) => [keyOf(schema), { schema, ...columnsOf(data.values) }]));
    this.notices = this.template?.schema.meta?.notices ?? [];
  }

  take({ name, data }: News): boolean {
    if (name !== 'series') return true;
    const clear = this.takeSchemas(data.schemas, data.order !== undefined);
    for (const { series, fromMs, times, values } of data.tails) {
      const key = this.keys.get(series) ?? '';
      const line = this.lines.get(key);
      if (!line) continue;
      // What is here and later than the news came with an answer that was asked after them.
      const before = countBefore(line.times, fromMs);
      const after = Math.max(before, countBefore(line.times, data.toMs + 1));
      this.lines.set(key, {
        schema: line.schema,
        times: [...line.times.slice(0, before), ...times, ...line.times.slice(after)],
        values: [...line.values.slice(0, before), ...values, ...line.values.slice(after)],
      });
    }
    if (data.order) {
      const keys = data.order.flatMap((series) => this.keys.get(series) ?? []);
      this.lines = new Map(keys.flatMap((key) => [...entry(key, this.lines.get(key))]));
    }
    if (data.notices) this.notices = data.notices;
    return clear && this.lines.size <= MOST_LINES;
  }

  trim(fromMs: number): void {
    const firstMs = Math.floor(fromMs / this.stepMs) * this.stepMs;
    for (const [key, { schema, times, values }] of this.lines) {
      let first = countBefore(times, firstMs);
      // A gap has two ends: one at the edge is none.
      while (first > 0 && first < times.length && values[first] === null) first++;
      if (first > 0) this.lines.set(key, { schema, times: times.slice(first), values: values.slice(first) });
    }
  }

  frames(): Frame[] {
    const shown = [...this.lines.values()].filter(({ times }) => times.length > 0);
    const frames = shown.map(({ schema, times, values }): Frame => ({ schema, data: { values: [[...times], [...values]] } }));
    const empty = this.template ? [{ ...this.template, data: { values: this.template.data.values.map(() => []) } }] : [];
    return withNotices(frames.length > 0 ? frames : empty, this.notices);
  }

  points(): number {
    return [...this.lines.values()].reduce((most, { times }) => Math.max(most, times.length), 0);
  }

  /**
   * Takes over what series are. Names tell the series of one answer apart: of the end of an answer, they are right only as far as no
   * other series are shown. False when there are others and a new one came.
   */
  private takeSchemas(schemas: readonly { readonly series: number; readonly schema: Frame['schema'] }[], whole: boolean): boolean {
    for (const { series, schema } of schemas) this.keys.set(series, keyOf(schema));
    const added = schemas.some(({ schema }) => !this.lines.has(keyOf(schema)));
    const known = new Set(this.keys.values());
    const clear = whole || !added || [...this.lines.keys()].every((key) => known.has(key));
    for (const { schema } of schemas) {
      const key = keyOf(schema);
      const line = this.lines.get(key);
      // A series that is alone for a while gets a shorter name; here it keeps the one that tells it from the others.
      if (line && !whole && !added) continue;
      const meta = { ...this.template?.schema.meta, ...schema.meta };
      delete meta.notices;
      this.lines.set(key, { times: [], values: [], ...line, schema: { ...schema, meta } });
    }
    return clear;
  }
}

const hasRows = ({ data }: Frame): boolean => (data.values[0]?.length ?? 0) > 0;
const columnsOf = ([times = [], values = []]: readonly (readonly unknown[])[]) => ({ times: times.map(Number), values });
const entry = (key: string, line: Line | undefined): [string, Line][] => (line ? [[key, line]] : []);

/** What a series is: its field and its labels. */
function keyOf({ fields }: Frame['schema']): string {
  const value = fields[1];
  return JSON.stringify([value?.name, Object.entries(value?.labels ?? {}).sort()]);
}

function countBefore(times: readonly number[], atMs: number): number {
  let count = times.length;
  while (count > 0 && (times[count - 1] ?? 0) >= atMs) count--;
  return count;
}

/** The step of an answer's points in ms; null where they are as they were measured, undefined where there is no saying. */
export function stepOf(frames: readonly Frame[]): number | null | undefined {
  const step = frames[0]?.schema.meta?.custom?.['stepMs'];
  return typeof step === 'number' || step === null ? step : undefined;
}
