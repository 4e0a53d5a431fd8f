import { z } from 'zod';
import { Labels } from '@tart-lab/contract/sample.ts';
import { EventKind, Severity } from '@tart-lab/contract/event.ts';

type Row = Record<string, unknown>;

/** A number out of a row; NaN when it is something else, which no comparison lets through. */
export function numberOf(row: Row | undefined, column: string): number {
  const value = row?.[column];
  return typeof value === 'number' ? value : NaN;
}

/** A blob out of a row; empty, which no decoder accepts, when it is something else. */
export function bytesOf(row: Row, column: string): Uint8Array {
  const value = row[column];
  return value instanceof Uint8Array ? value : new Uint8Array();
}

const LabelsJson = z.string().transform((text, context) => {
  try {
    return Labels.parse(JSON.parse(text));
  } catch {
    context.addIssue({ code: 'custom', message: 'labels are no JSON object of strings' });
    return z.NEVER;
  }
});
/** Rows of the `series` and `event` tables. */
export const SeriesRow = z.object({ id: z.number(), metric: z.string(), labels: LabelsJson });
export const EventRow = z
  .object({ id: z.number(), at_ms: z.number(), kind: EventKind, severity: Severity, text: z.string(), labels: LabelsJson })
  .transform(({ at_ms: atMs, ...rest }) => ({ ...rest, atMs }));
