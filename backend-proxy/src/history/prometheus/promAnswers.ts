import { z } from 'zod';

const Labels = z.record(z.string(), z.string());

/** What every answer of the API has around it. Thanos and Mimir warn here when a part of the data could not be read. */
export const Envelope = z.object({
  status: z.enum(['success', 'error']),
  data: z.unknown().optional(),
  errorType: z.string().optional(),
  error: z.string().optional(),
  warnings: z.array(z.string()).optional(),
});

export const SeriesData = z.array(Labels);
/** Points are checked where they are read: a schema for each would take longer than all the rest. */
export const MatrixData = z.object({
  resultType: z.literal('matrix'),
  result: z.array(z.object({ metric: Labels, values: z.array(z.unknown()) })),
});
export const VectorData = z.object({
  resultType: z.literal('vector'),
  result: z.array(z.object({ metric: Labels, value: z.tuple([z.number(), z.string()]) })),
});
export const BuildInfo = z.object({ version: z.string(), application: z.string().optional() });

/** One point as the server writes it, seconds and a text; null for what is no number, which is a gap. */
export function readPoint(point: unknown): { readonly seconds: number; readonly value: number } | null {
  if (!Array.isArray(point)) return null;
  const pair: readonly unknown[] = point;
  const [seconds, text] = pair;
  if (typeof seconds !== 'number' || typeof text !== 'string') return null;
  const value = Number(text);
  return Number.isFinite(value) ? { seconds, value } : null;
}
