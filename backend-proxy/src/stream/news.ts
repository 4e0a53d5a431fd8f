import type { Frame } from '@tart-lab/contract/frame.ts';
import type { z } from 'zod';
import type { STREAM_EVENTS, StreamEventName } from '@tart-lab/contract/stream.ts';

type Data<N extends StreamEventName> = Omit<z.infer<(typeof STREAM_EVENTS)[N]>, 'ids'>;

/** What followers of an answer have to hear, whoever they are. */
export type News = { readonly [N in 'series' | 'rows' | 'frames' | 'problem']: { readonly name: N; readonly data: Data<N> } }[
  'series' | 'rows' | 'frames' | 'problem'];

/** An answer as it was at a time: frames from `fromMs` on, right from `exactFromMs` on, up to `toMs` (epoch ms). */
export interface Answer {
  readonly frames: readonly Frame[];
  readonly exactFromMs: number;
  readonly toMs: number;
}

/** One kind of answer, remembered as it was last time, so that only what changed has to be said. */
export interface Memory {
  /** Takes over a newer answer. Null when nothing changed. */
  take(answer: Answer): News | null;
  /** What one hears who has the answer up to `cursorMs`. Null when that is too long ago. */
  begin(cursorMs: number): News | null;
}

/**
 * An event of the stream as it is sent. The data is turned into text once, however many hear it: `ids` are put in front.
 */
export function newsText({ name, data }: News): (ids: readonly string[]) => string {
  const rest = JSON.stringify(data).slice(1);
  return (ids) => `event: ${name}\ndata: {"ids":${JSON.stringify(ids)},${rest}\n\n`;
}

/** Any other event. */
export const eventText = (name: StreamEventName, data: object): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
