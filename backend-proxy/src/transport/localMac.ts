import { spawn, type ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { homedir } from 'node:os';
import type { Duplex } from 'node:stream';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { limited } from '../lifecycle/limited.ts';
import { fail, ok, type Result } from '../result.ts';
import { cappedText } from './cappedText.ts';
import { toConnectProblem } from './toConnectProblem.ts';
import { openLocalShell, type LocalCommand } from './localShell.ts';
import { EXTRA_PATH, killGroup, MAX_OUTPUT_BYTES, notFinished } from './running.ts';
import type { Finished, MacHost, RunOptions } from './transport.ts';

/**
 * The Mac that the proxy runs on. Programs are looked for in Homebrew's folders too, because a launchd job's PATH lacks them;
 * a missing program ends with code 127, as a shell would say. At the time limit the program dies with all it started.
 */
export function openLocalMac(name: string): MacHost {
  const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:${EXTRA_PATH}` };
  const shell = openLocalShell(env);
  const running = new Set<ChildProcess>();
  return {
    name,
    async run(argv, options) {
      const limit = limited(options.signal, options.timeoutMs);
      const command = { argv, env: homeFilledIn(options.env) };
      try {
        // What comes while the shell is busy does not wait for it, nor does what it could not finish: tart only reads here.
        const finished =
          (shell.free ? await shell.run(command, limit.signal) : null) ?? (await runApart(command, env, limit.signal, running));
        return finished ? ok(finished) : fail(notFinished(name, argv, options));
      } finally {
        limit.end();
      }
    },
    dial: (address, port, options) => dial(address, port, options),
    close() {
      shell.close();
      for (const child of running) killGroup(child);
      return Promise.resolve();
    },
  };
}

/** Runs a program as a child of the proxy itself; null when `stop` aborted. */
function runApart(
  { argv: [command = '', ...rest], env }: LocalCommand,
  environment: NodeJS.ProcessEnv,
  stop: AbortSignal,
  running: Set<ChildProcess>,
): Promise<Finished | null> {
  if (stop.aborted) return Promise.resolve(null);
  return new Promise((resolve) => {
    const child = spawn(command, rest, {
      detached: true, // a process group of its own, so that all of it can be ended
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...environment, ...env },
    });
    running.add(child);
    const stdout = cappedText(MAX_OUTPUT_BYTES);
    const stderr = cappedText(MAX_OUTPUT_BYTES);
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    const settle = (finished: Finished | null): void => {
      running.delete(child);
      stop.removeEventListener('abort', onStop);
      resolve(finished);
    };
    const onStop = (): void => {
      killGroup(child);
      settle(null);
    };
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') settle({ code: 127, stdout: '', stderr: `${command}: not found` });
      else settle({ code: 126, stdout: '', stderr: `${command}: ${error.code ?? error.message}` });
    });
    child.once('close', (code) => settle({ code, stdout: stdout.text(), stderr: stderr.text() }));
    stop.addEventListener('abort', onStop, { once: true });
  });
}

function homeFilledIn(env: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(env).map(([key, value]) => [key, value.replace(/^~(?=\/|$)/, homedir())]));
}

function dial(address: string, port: number, { timeoutMs, signal }: RunOptions): Promise<Result<Duplex, Problem>> {
  const stop = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, noDelay: true });
    const settle = (error?: Error): void => {
      stop.removeEventListener('abort', onStop);
      socket.removeListener('error', settle);
      socket.removeListener('connect', onConnect);
      socket.on('error', () => undefined); // 'close' follows, and who uses the stream listens for that
      if (!error) return resolve(ok(socket));
      socket.destroy();
      resolve(
        fail(
          toConnectProblem(error, {
            target: address,
            doing: `connect to ${address}:${port}`,
            address,
            port,
            platform: process.platform,
            secrets: [],
          }),
        ),
      );
    };
    const onConnect = (): void => settle();
    const onStop = (): void => settle(new Error(signal.aborted ? 'closed by us' : `timed out after ${timeoutMs} ms`));
    socket.once('connect', onConnect);
    socket.once('error', settle);
    if (stop.aborted) onStop();
    else stop.addEventListener('abort', onStop, { once: true });
  });
}
