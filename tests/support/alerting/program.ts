import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { until } from '../proxyProcess.ts';

/** A server that runs as a process of its own. */
export interface Program {
  /** All it has printed so far. */
  log(): string;
  /** Ends it politely and waits until it is gone. */
  stop(): Promise<void>;
}

/** Starts a server and waits until `ready` says so. Fails with what it printed when it ends before, or not within 20 s. */
export async function startProgram(
  command: string,
  args: readonly string[],
  ready: (log: string) => boolean | Promise<boolean>,
): Promise<Program> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.on('error', (error) => (printed += error.message));
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  const exited = child.pid === undefined ? Promise.resolve() : once(child, 'exit');
  await until(
    async () => {
      if (isOver()) throw new Error(`${command} ended: ${printed}`);
      return (await ready(printed)) || undefined;
    },
    20_000,
    () => printed,
  );
  return {
    log: () => printed,
    async stop() {
      if (!isOver()) child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Whether a page answers with 200 now. */
export const answers = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    ({ ok }) => ok,
    () => false,
  );
