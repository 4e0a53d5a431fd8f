import type { Frame } from '@tart-lab/contract/frame.ts';
import { withNotices, type Held, type News } from './held.ts';

interface Row {
  readonly key: string;
  readonly atMs: number;
  readonly cells: readonly unknown[];
}

/** Events, newest first, at most `limit`. One that comes twice is shown once. */
export class HeldRows implements Held {
  private readonly template: Frame | undefined;
  private readonly limit: number;
  private rows: readonly Row[];
  private changed = false;

  constructor(frames: readonly Frame[], limit: number) {
    this.template = frames[0];
    this.limit = limit;
    this.rows = frames.flatMap(rowsOf);
  }

  take({ name, data }: News): boolean {
    if (name !== 'rows') return true;
    const known = new Set(this.rows.map(({ key }) => key));
    const added = data.frames.flatMap(rowsOf).filter(({ key }) => !known.has(key));
    if (added.length === 0) return true;
    this.changed = true;
    this.rows = [...added, ...this.rows].sort((a, b) => b.atMs - a.atMs).slice(0, this.limit);
    return true;
  }

  trim(fromMs: number): void {
    if (this.rows.some(({ atMs }) => atMs < fromMs)) this.rows = this.rows.filter(({ atMs }) => atMs >= fromMs);
  }

  frames(): Frame[] {
    if (!this.template) return [];
    const { schema } = this.template;
    const values = schema.fields.map((_, column) => this.rows.map(({ cells }) => cells[column]));
    // That nothing happened, or what was cut, was said of the answer that it began with.
    const notices = this.changed ? [] : (schema.meta?.notices ?? []);
    return withNotices([{ schema, data: { values } }], notices);
  }

  points(): number {
    return 0;
  }
}

function rowsOf({ schema, data }: Frame): Row[] {
  const column = (name: string): readonly unknown[] => data.values[schema.fields.findIndex((field) => field.name === name)] ?? [];
  const ids = column('id');
  return column('timestamp').map((time, i) => ({
    key: `${String(ids[i])}@${String(time)}`,
    atMs: Number(time),
    cells: data.values.map((values) => values[i]),
  }));
}
