import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Owner } from './owner.ts';

const STOP_MS = 5000;

export interface Started {
  readonly pid: number;
  readonly child: ChildProcess;
  /** The end of what it said on stderr, for the reason why it failed. */
  readonly stderr: () => string;
  readonly stop: () => Promise<void>;
}

/** Starts a program that goes on until its owner stops it: TERM, and KILL after 5 s. Throws when it cannot be started. */
export async function startProcess(
  owner: Owner,
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Started> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)));
  const stop = () => stopChild(child);
  owner.own(stop);
  await once(child, 'spawn');
  return { pid: child.pid ?? 0, child, stderr: () => said, stop };
}

/** Ends a child and waits for its end. */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(late);
}

/** Asks every `everyMs` until `ready` is true; throws `what` and what the program said when it ends or takes longer than `withinMs`. */
export async function waitUntil(
  what: string,
  withinMs: number,
  ready: () => boolean | Promise<boolean>,
  started?: Started,
  everyMs = 50,
): Promise<void> {
  if (await readyWithin(withinMs, ready, started, everyMs)) return;
  throw new Error(`${what} took longer than ${withinMs} ms: ${started?.stderr() ?? ''}`);
}

/** The same as a question: was it ready in time? Throws only when the program ends. */
export async function readyWithin(
  withinMs: number,
  ready: () => boolean | Promise<boolean>,
  started?: Started,
  everyMs = 50,
): Promise<boolean> {
  const untilMs = performance.now() + withinMs;
  while (!(await ready())) {
    if (started && started.child.exitCode !== null) throw new Error(`${started.child.spawnfile} ended: ${started.stderr()}`);
    if (performance.now() > untilMs) return false;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  return true;
}
