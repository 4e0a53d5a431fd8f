import type { z } from 'zod';

/** The other end of `startFork`: does what it is told, until its parent stops it or goes. `close` ends what was opened. */
export function answerMessages<Message>(
  schema: z.ZodType<Message>,
  obey: (message: Message) => Promise<unknown>,
  close: () => Promise<void>,
): void {
  const say = (answer: { value: unknown } | { error: string }): void => void process.send?.(answer);
  process.on('message', (message) => {
    Promise.resolve(message)
      .then((given) => obey(schema.parse(given)))
      .then(
        (value) => say({ value: value ?? null }),
        (error: unknown) => say({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
      );
  });
  const end = (): void => void close().finally(() => process.exit());
  process.once('SIGTERM', end);
  process.once('disconnect', end);
}
