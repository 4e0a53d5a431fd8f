import { z } from 'zod';
import { Filters, Selection } from '@tart-lab/contract/query.ts';

/** A query parameter that may repeat. */
const Repeated = z
  .union([z.string(), z.array(z.string())])
  .default([])
  .transform((given) => [given].flat())
  .pipe(Selection);

/** A list of filters, as JSON. */
const FiltersText = z
  .string()
  .max(100_000)
  .default('[]')
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'is no JSON' });
      return z.NEVER;
    }
  })
  .pipe(Filters);

/** The parameters of `GET /api/v1/values/KIND`. */
export const ValuesParameters = z.object({
  search: z.string().max(256).default(''),
  limit: z.coerce.number().int().min(1).max(10_000).default(1000),
  cluster: Repeated,
  vm: Repeated,
  mac: Repeated,
  namespace: Repeated,
  workload: Repeated,
  metric: Repeated,
  label: z.string().max(64).default(''),
  filters: FiltersText,
});
export type ValuesParameters = z.infer<typeof ValuesParameters>;
