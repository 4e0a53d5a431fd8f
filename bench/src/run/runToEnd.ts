import { once } from 'node:events';
import type { Owner } from './owner.ts';
import { startProcess } from './startProcess.ts';

/** Runs a program to its end and gives what it printed. Throws what it said on stderr when it ends with another code than 0. */
export async function runToEnd(owner: Owner, command: string, args: readonly string[]): Promise<string> {
  const { child, stderr } = await startProcess(owner, command, args);
  let stdout = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`${command} ended with ${child.exitCode ?? child.signalCode}: ${stderr()}`);
  return stdout;
}
