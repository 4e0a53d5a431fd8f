import { z } from 'zod';

/** A remark on an answer that is right but not whole: stale data, a limit that cut, a VM that is missing and why. */
export const Notice = z.object({ severity: z.enum(['info', 'warning', 'error']), text: z.string() });
export type Notice = z.infer<typeof Notice>;

/** One column of Grafana's DataFrameJSON. Presentation (`unit`, `min`, …) comes from the catalogue, so panels need no overrides. */
export const FrameField = z.object({
  name: z.string(),
  type: z.enum(['time', 'number', 'string', 'boolean', 'other']),
  labels: z.record(z.string(), z.string()).optional(),
  config: z.record(z.string(), z.unknown()).optional(),
});
export type FrameField = z.infer<typeof FrameField>;

/**
 * Grafana's own frame format (`dataFrameFromJSON` reads it). `data.values` holds one array a field, all of one length;
 * times are epoch ms; `null` is a gap. `schema.meta.notices` carries Notice[].
 */
export const Frame = z.object({
  schema: z.object({
    refId: z.string(),
    name: z.string().optional(),
    meta: z
      .object({
        type: z.string().optional(),
        typeVersion: z.tuple([z.number(), z.number()]).optional(),
        preferredVisualisationType: z.string().optional(),
        notices: z.array(Notice).optional(),
        executedQueryString: z.string().optional(),
        custom: z.record(z.string(), z.unknown()).optional(),
      })
      .optional(),
    fields: z.array(FrameField),
  }),
  data: z.object({ values: z.array(z.array(z.unknown())) }),
});
export type Frame = z.infer<typeof Frame>;
