import { z } from 'zod';

/** A guest with a real sshd, as every way of reading reaches it. */
export const Guest = z.object({ name: z.string(), address: z.string(), port: z.number(), user: z.string(), password: z.string() });
export type Guest = z.infer<typeof Guest>;
