import type { Frame, Notice } from '@tart-lab/contract/frame.ts';
import type { FramesNews, RowsNews, SeriesNews } from '@tart-lab/contract/stream.ts';

export type News =
  | { readonly name: 'series'; readonly data: SeriesNews }
  | { readonly name: 'rows'; readonly data: RowsNews }
  | { readonly name: 'frames'; readonly data: FramesNews };

/** One query's answer as it is shown, kept up to date by news. Arrays that were given away are never changed. */
export interface Held {
  /** False when the whole query has to be asked again. */
  take(news: News): boolean;
  /** Forgets what is older than the panel's range. */
  trim(fromMs: number): void;
  frames(): Frame[];
  /** How many points the longest series has. */
  points(): number;
}

/** The frames with exactly these notices, which stand on the first. */
export function withNotices([first, ...others]: readonly Frame[], notices: readonly Notice[]): Frame[] {
  if (!first) return [];
  return [{ ...first, schema: { ...first.schema, meta: { ...first.schema.meta, notices: [...notices] } } }, ...others];
}
