import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Everything the lab makes on this machine carries this prefix: namespaces, the bridge, its ports, directories. */
export const PREFIX = 'tlab-';
export const BRIDGE = `${PREFIX}br`;
const LOCK = join(tmpdir(), `${PREFIX}lock`);

/** Ends and removes whatever a lab, also one that crashed, has left. Synchronous, so that it works while the process exits. */
export function removeLeftovers(): void {
  const names = lines(['ip', 'netns', 'list']).map((line) => line.split(' ')[0] ?? '');
  for (const name of names.filter((each) => each.startsWith(PREFIX))) {
    for (const pid of lines(['ip', 'netns', 'pids', name])) kill(Number(pid));
    quietly(['ip', 'netns', 'del', name]);
  }
  if (lines(['ip', '-o', 'link', 'show', 'type', 'bridge']).some((line) => line.includes(` ${BRIDGE}:`)))
    quietly(['ip', 'link', 'del', BRIDGE]);
  for (const entry of readdirSync(tmpdir())) {
    if (entry.startsWith(PREFIX) && join(tmpdir(), entry) !== LOCK) rmSync(join(tmpdir(), entry), { recursive: true, force: true });
  }
}

/** The addresses are the machine's own, so one lab at a time: waits for another process's lab to end. Gives the function that lets go. */
export async function takeLock(withinMs: number): Promise<() => void> {
  const endMs = Date.now() + withinMs;
  while (!tryLock()) {
    if (Date.now() > endMs) throw new Error(`another test lab is still running (process ${owner()}); see ${LOCK}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return () => rmSync(LOCK, { recursive: true, force: true });
}

function tryLock(): boolean {
  try {
    mkdirSync(LOCK);
  } catch {
    if (alive(owner())) return false;
    rmSync(LOCK, { recursive: true, force: true }); // its owner died without letting go
    return false;
  }
  writeFileSync(join(LOCK, 'pid'), String(process.pid));
  return true;
}

function owner(): number {
  try {
    return Number(readFileSync(join(LOCK, 'pid'), 'utf8'));
  } catch {
    return 0; // taken this moment, or let go
  }
}

function alive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    return; // it has ended meanwhile
  }
}

function lines([program = '', ...rest]: readonly string[]): string[] {
  return execFileSync(program, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .split('\n')
    .filter((line) => line !== '');
}

function quietly([program = '', ...rest]: readonly string[]): void {
  try {
    execFileSync(program, rest, { stdio: 'ignore' });
  } catch {
    return; // gone with its namespace already
  }
}
