import type { Frame } from '@tart-lab/contract/frame.ts';
import type { Answer, Memory, News } from './news.ts';

/** Remembers which rows of a log frame were told. A row is known by its `id` and time, as ids begin anew with a new history. */
export class RowsMemory implements Memory {
  private told: ReadonlySet<string> = new Set();
  private latest: Answer = { frames: [], exactFromMs: Infinity, toMs: 0 };

  take(answer: Answer): News | null {
    const keys = answer.frames.map(keysOf);
    const frames = answer.frames
      .map((frame, i) => only(frame, keys[i]?.map((key) => !this.told.has(key)) ?? []))
      .filter(({ data }) => (data.values[0]?.length ?? 0) > 0);
    this.told = new Set(keys.flat());
    this.latest = answer;
    return frames.length === 0 ? null : { name: 'rows', data: { toMs: answer.toMs, frames } };
  }

  begin(cursorMs: number): News | null {
    const { frames, exactFromMs, toMs } = this.latest;
    if (cursorMs < exactFromMs) return null;
    return {
      name: 'rows',
      data: {
        toMs,
        frames: frames.map((frame) =>
          only(
            frame,
            keysOf(frame).map(() => true),
          ),
        ),
      },
    };
  }
}

function keysOf({ schema, data }: Frame): string[] {
  const column = (name: string): readonly unknown[] => data.values[schema.fields.findIndex((field) => field.name === name)] ?? [];
  const ids = column('id');
  return column('timestamp').map((time, i) => `${String(ids[i])}@${String(time)}`);
}

/** The frame with some of its rows; what its notices say is about all of them. */
function only({ schema, data }: Frame, wanted: readonly boolean[]): Frame {
  const { notices: _, ...meta } = schema.meta ?? {};
  return { schema: { ...schema, meta }, data: { values: data.values.map((column) => column.filter((_one, i) => wanted[i])) } };
}
