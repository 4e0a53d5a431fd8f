import { z } from 'zod';
import { Selection } from '@tart-lab/contract/query.ts';

/** A query parameter that may repeat. */
const Repeated = z
  .union([z.string(), z.array(z.string())])
  .default([])
  .transform((given) => [given].flat())
  .pipe(Selection);

/** `GET /api/v1/values/KIND?search=&limit=&cluster=&vm=&mac=&namespace=&metric=`. */
export const ValuesParameters = z.object({
  search: z.string().max(256).default(''),
  limit: z.coerce.number().int().min(1).max(10_000).default(1000),
  cluster: Repeated,
  vm: Repeated,
  mac: Repeated,
  namespace: Repeated,
  metric: Repeated,
});
export type ValuesParameters = z.infer<typeof ValuesParameters>;
