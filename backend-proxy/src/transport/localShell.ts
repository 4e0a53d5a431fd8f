import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { markedOutput } from './markedOutput.ts';
import { posixQuote } from './posixQuote.ts';
import { killGroup, MAX_OUTPUT_BYTES } from './running.ts';
import type { Finished } from './transport.ts';

/** A program, its arguments and what is added to the environment. */
export interface LocalCommand {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * A long-lived `sh` on this machine that starts programs for us, one at a time. The proxy's own process is large: forking it
 * costs 15 ms of CPU, a line to a small shell 1 to 2 ms (docs/decisions/0005-what-the-proxy-costs.md).
 */
export interface LocalShell {
  /** Whether no program is under way. */
  readonly free: boolean;
  /** Runs a program to its end; null when `stop` aborted, or when the shell ended, and nothing is known of the program then. */
  run(command: LocalCommand, stop: AbortSignal): Promise<Finished | null>;
  /** Ends the shell and all that it started. */
  close(): void;
}

/** Starts nothing yet: the first program does. A shell that ended is started again. */
export function openLocalShell(env: Readonly<NodeJS.ProcessEnv>): LocalShell {
  let shell: ChildProcess | undefined;
  let busy = false;

  const started = (): ChildProcess => {
    if (shell) return shell;
    // A process group of its own, so that all of it can be ended. It ends by itself when the proxy does: its input is closed then.
    const fresh = spawn('sh', { detached: true, stdio: 'pipe', env });
    fresh.stdin.on('error', () => undefined); // its end follows
    fresh.once('error', () => forget(fresh));
    fresh.once('exit', () => forget(fresh));
    shell = fresh;
    return fresh;
  };

  /** What the shell had started may outlive it, and hold its output open. */
  const forget = (ended: ChildProcess): void => {
    killGroup(ended);
    if (shell === ended) shell = undefined;
  };

  const runOn = (on: ChildProcess, command: LocalCommand, stop: AbortSignal): Promise<Finished | null> =>
    new Promise((resolve) => {
      const mark = `@${randomBytes(16).toString('hex')}`;
      const stdout = markedOutput(mark, MAX_OUTPUT_BYTES);
      const stderr = markedOutput(mark, MAX_OUTPUT_BYTES);
      const codes: (number | null)[] = [null, null];
      const settle = (finished: Finished | null): void => {
        on.stdout?.removeAllListeners('data');
        on.stderr?.removeAllListeners('data');
        on.removeListener('exit', onEnd);
        on.removeListener('error', onEnd);
        stop.removeEventListener('abort', onStop);
        resolve(finished);
      };
      const take = (place: 0 | 1, chunk: Buffer): void => {
        codes[place] = (place === 0 ? stdout : stderr).push(chunk);
        const [code = null, last = null] = codes;
        if (code !== null && last !== null) settle({ code, stdout: stdout.text(), stderr: stderr.text() });
      };
      const onEnd = (): void => settle(null);
      const onStop = (): void => {
        forget(on);
        settle(null);
      };
      on.stdout?.on('data', (chunk: Buffer) => take(0, chunk));
      on.stderr?.on('data', (chunk: Buffer) => take(1, chunk));
      on.once('exit', onEnd);
      on.once('error', onEnd);
      stop.addEventListener('abort', onStop, { once: true });
      on.stdin?.write(toScript(command, mark));
    });

  return {
    get free() {
      return !busy;
    },
    async run(command, stop) {
      if (stop.aborted) return null;
      busy = true;
      try {
        return await runOn(started(), command, stop);
      } finally {
        busy = false;
      }
    },
    close() {
      if (shell) forget(shell);
    },
  };
}

/** `exec` in a subshell: always a program, never a builtin of the same name. A code behind a signal is 128 and more, as in any shell. */
function toScript({ argv, env }: LocalCommand, mark: string): string {
  const settings = Object.entries(env).map(([name, value]) => `export ${name}=${posixQuote(value)}; `);
  const program = `(${settings.join('')}exec ${argv.map(posixQuote).join(' ')}) </dev/null`;
  return `${program}; set -- $?; printf '\\n%s ${mark}\\n' "$1"; printf '\\n%s ${mark}\\n' "$1" >&2\n`;
}
