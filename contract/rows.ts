import { z } from 'zod';

/** A port that something listens on. `process` is null where the guest's user may not see the owner. */
export const PortRow = z.object({
  protocol: z.enum(['tcp', 'udp']),
  address: z.string(),
  port: z.number(),
  process: z.string().nullable(),
  pid: z.number().nullable(),
});
export type PortRow = z.infer<typeof PortRow>;

/** A process, from `ps`. `cpuRatio` is CPU time over the time since it started, 1 being one CPU; memory is resident bytes. */
export const ProcessRow = z.object({
  pid: z.number(),
  user: z.string(),
  command: z.string(),
  cpuRatio: z.number(),
  memoryBytes: z.number(),
});
export type ProcessRow = z.infer<typeof ProcessRow>;

/** What a guest says of itself once per connection and then now and again. */
export const GuestInfo = z.object({
  hostname: z.string(),
  kernel: z.string(),
  machine: z.string(),
  osName: z.string().nullable(),
  bootId: z.string().nullable(),
});
export type GuestInfo = z.infer<typeof GuestInfo>;
