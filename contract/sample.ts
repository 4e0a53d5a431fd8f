import { z } from 'zod';

/** Labels of one series beside its target's own (`vm`, `mac`, `cluster`): `device`, `mountpoint`, `mode`, `state`. */
export const Labels = z.record(z.string(), z.string());
export type Labels = z.infer<typeof Labels>;

/** A value as its source gave it: a name of `contract/readings.ts`, its labels, a finite number. */
export const Reading = z.object({ name: z.string(), labels: Labels, value: z.number() });
export type Reading = z.infer<typeof Reading>;

/** A value with its target's labels and its time (epoch ms): what is kept and drawn. `metric` is an id of `contract/metrics.ts`. */
export const Sample = z.object({ metric: z.string(), labels: Labels, atMs: z.number(), value: z.number() });
export type Sample = z.infer<typeof Sample>;
