import { z } from 'zod';
import { Labels } from '@tart-lab/contract/sample.ts';
import { EventKind, Severity } from '@tart-lab/contract/event.ts';
import type { EventRow, Series, SeriesRow, StoredEvent } from './messages.ts';

// Rows are checked on this side of the thread: there, the schema library alone would cost 10 MB of memory.
const LabelsJson = z.string().transform((text, context) => {
  try {
    return Labels.parse(JSON.parse(text));
  } catch {
    context.addIssue({ code: 'custom', message: 'labels are no JSON object of strings' });
    return z.NEVER;
  }
});
const SeriesSchema = z.object({ id: z.int(), metric: z.string(), labels: LabelsJson });
const EventSchema = z.object({
  id: z.int(),
  atMs: z.number(),
  kind: EventKind,
  severity: Severity,
  text: z.string(),
  labels: LabelsJson,
});

/** Rows of the `series` table; one that cannot be read is left out. */
export const parseSeries = (rows: readonly SeriesRow[]): Series[] => rows.flatMap((row) => SeriesSchema.safeParse(row).data ?? []);

/** Rows of the `event` table; one that cannot be read, or whose kind is not known any more, is left out. */
export const parseEvents = (rows: readonly EventRow[]): StoredEvent[] => rows.flatMap((row) => EventSchema.safeParse(row).data ?? []);
