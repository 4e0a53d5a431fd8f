import type { Batch } from './messages.ts';

const SAMPLE_BYTES = 16;

export interface HeadRow {
  readonly minMs: number;
  readonly maxMs: number;
  readonly body: Uint8Array;
}

/** A batch's samples as one row of the `head` table, or null when it has none. Times further than 49 days apart do not occur. */
export function toHeadRow({ ids, times, values }: Batch): HeadRow | null {
  if (ids.length === 0) return null;
  let minMs = Infinity;
  let maxMs = -Infinity;
  for (let i = 0; i < times.length; i++) {
    const time = times[i] ?? NaN;
    if (time < minMs) minMs = time;
    if (time > maxMs) maxMs = time;
  }
  const body = new Uint8Array(ids.length * SAMPLE_BYTES);
  const view = new DataView(body.buffer);
  for (let i = 0; i < ids.length; i++) {
    view.setUint32(i * SAMPLE_BYTES, ids[i] ?? 0, true);
    view.setUint32(i * SAMPLE_BYTES + 4, (times[i] ?? minMs) - minMs, true);
    view.setFloat64(i * SAMPLE_BYTES + 8, values[i] ?? NaN, true);
  }
  return { minMs, maxMs, body };
}

/** Calls `each` with every sample of a head row, in the order of its batch. A row that was cut gives what is whole. */
export function forEachSample(minMs: number, body: Uint8Array, each: (series: number, atMs: number, value: number) => void): void {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  for (let at = 0; at + SAMPLE_BYTES <= body.length; at += SAMPLE_BYTES) {
    each(view.getUint32(at, true), minMs + view.getUint32(at + 4, true), view.getFloat64(at + 8, true));
  }
}
