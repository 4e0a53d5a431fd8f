import { z } from 'zod';
import { Count, Text, Time } from './fields.ts';

const Terminated = z.object({ exitCode: z.number(), signal: Count, reason: Text, message: Text, finishedAt: Time });
const State = z
  .object({
    waiting: z.object({ reason: Text, message: Text }).nullish(),
    running: z.object({ startedAt: Time }).nullish(),
    terminated: Terminated.nullish(),
  })
  .nullish();

/** What the kubelet says of one container: how it is now, and how its last run ended. */
export const ContainerStatus = z.object({
  name: z.string(),
  ready: z.boolean(),
  restartCount: Count,
  started: z.boolean().nullish(),
  state: State,
  lastState: State,
});
export type ContainerStatus = z.output<typeof ContainerStatus>;
export type Terminated = z.output<typeof Terminated>;

/** A finished run in one word: its reason, else the signal or exit code that ended it. */
export const terminationWord = ({ reason, signal, exitCode }: Terminated): string =>
  reason ?? (signal === 0 ? `ExitCode:${exitCode}` : `Signal:${signal}`);
