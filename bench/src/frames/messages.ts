import { z } from 'zod';
import { Guest } from './guest.ts';

/** What the benchmark tells the process of one way. A pass reads one guest after the other, all at once, or each at its turn within a period. */
export const ToWay = z.discriminatedUnion('do', [
  z.object({ do: z.literal('open'), way: z.string(), guests: z.array(Guest) }),
  z.object({ do: z.literal('one by one'), atLeast: z.number(), forMs: z.number() }),
  z.object({ do: z.literal('all at once') }),
  z.object({ do: z.literal('spread'), overMs: z.number() }),
  z.object({ do: z.literal('close') }),
]);
export type ToWay = z.infer<typeof ToWay>;

/** Its answer: how long each reading took, and how long the whole. */
export const FromWay = z.object({ readingsMs: z.array(z.number()), wholeMs: z.number(), error: z.string().optional() });
export type FromWay = z.infer<typeof FromWay>;
