import type { Client } from 'ssh2';
import type { Duplex } from 'node:stream';
import type { Problem, ProblemKind } from '@tart-lab/contract/problem.ts';
import { backoff } from '../lifecycle/backoff.ts';
import { aborted, rest } from '../lifecycle/rest.ts';
import { semaphore } from '../lifecycle/semaphore.ts';
import { fail, ok, type Result } from '../result.ts';
import type { HostKeys } from './hostKeys.ts';
import { openLocalMac } from './localMac.ts';
import { openSshClient } from './openSshClient.ts';
import { posixQuote } from './posixQuote.ts';
import { runOnClient, type Runner } from './runOnClient.ts';
import { EXTRA_PATH, notFinished } from './running.ts';
import { toConnectProblem } from './toConnectProblem.ts';
import type { MacHost, RunOptions, SshLogin } from './transport.ts';

export interface SshMacOptions {
  readonly name: string;
  readonly host: string;
  readonly login: SshLogin;
  readonly hostKeys: HostKeys;
  readonly now?: () => number;
}

const DIAL_TIMEOUT_MS = 5000;
const AUTH_PAUSE_MS = 10 * 60_000;
const COMMANDS_AT_ONCE = 6;
/** Failures of the way to the Mac; a login or host key that it refuses keeps its own kind. */
const WAY: ReadonlySet<ProblemKind> = new Set(['no_route', 'connection_refused', 'connect_timed_out', 'connection_lost', 'ssh_failed']);

/**
 * A Mac behind SSH: one connection, opened with the first use, kept, and opened again after it broke (with growing pauses, in
 * which everything fails at once with the last problem). Programs run in `sh`, whatever the login shell is; guests are dialled
 * by port forwarding, which counts against no session limit. Its host key is kept under the Mac's own name.
 */
export function openSshMac({ name, host, login, hostKeys, now = Date.now }: SshMacOptions): MacHost {
  const dialler = openLocalMac(name);
  const pauses = backoff({ baseMs: 500, capMs: 10_000 });
  const stop = new AbortController();
  let connection: Runner | undefined;
  let connecting: Promise<Result<Runner, Problem>> | undefined;
  let setback: { problem: Problem; untilMs: number; stamp: string } | undefined;

  const fallBack = (problem: Problem): Result<never, Problem> => {
    const lasting: Problem = {
      ...problem,
      target: name,
      sinceMs: setback?.problem.sinceMs ?? now(),
      ...(WAY.has(problem.kind) ? { kind: 'mac_unreachable', doing: `connect to the Mac ${name}` } : {}),
    };
    const pauseMs = problem.kind === 'ssh_auth_failed' ? AUTH_PAUSE_MS : pauses.nextMs();
    setback = { problem: lasting, untilMs: now() + pauseMs, stamp: hostKeys.stamp(name) };
    return fail(lasting);
  };

  const connect = async (): Promise<Result<Runner, Problem>> => {
    const stream = await dialler.dial(host, login.port, { timeoutMs: DIAL_TIMEOUT_MS, signal: stop.signal });
    if (!stream.ok) return fallBack(stream.error);
    const request = { target: name, address: host, login, hostKeys, hostKeyName: name, stream: stream.value, signal: stop.signal };
    const client = await openSshClient({ ...request, turn: () => Promise.resolve(() => undefined) });
    if (!client.ok) return fallBack(client.error);
    setback = undefined;
    pauses.reset();
    connection = watch(client.value);
    return ok(connection);
  };

  const watch = (client: Client): Runner => {
    let reason: string | undefined;
    const abandon = (why: string): void => {
      reason ??= why;
      if (connection === opened) connection = undefined;
      client.destroy();
    };
    const opened: Runner = { client, places: semaphore(COMMANDS_AT_ONCE), lost: () => reason, abandon };
    client.on('error', (error: Error) => (reason ??= error.message));
    client.once('close', () => {
      reason ??= 'the Mac closed it';
      if (connection === opened) connection = undefined;
    });
    return opened;
  };

  const connected = async ({ timeoutMs, signal }: RunOptions): Promise<Result<Runner, Problem>> => {
    if (connection && connection.lost() === undefined) return ok(connection);
    if (!connecting && setback && now() < setback.untilMs && hostKeys.stamp(name) === setback.stamp) return fail(setback.problem);
    connecting ??= connect().finally(() => (connecting = undefined));
    const enough = new AbortController();
    const late = rest(timeoutMs, AbortSignal.any([signal, enough.signal])).then(() =>
      fail<Problem>({
        kind: 'mac_unreachable',
        target: name,
        doing: `connect to the Mac ${name}`,
        detail: `not logged in to ${host} within ${timeoutMs} ms`,
        advice: 'Check that the Mac is awake and reachable; the try goes on meanwhile.',
      }),
    );
    const outcome = await Promise.race([connecting, late]);
    enough.abort();
    return outcome;
  };

  return {
    name,
    async run(argv, options) {
      const on = await connected(options);
      if (!on.ok) return on;
      const ran = await runOnClient(on.value, name, {
        script: toScript(argv, options.env),
        timeoutMs: options.timeoutMs,
        signal: options.signal,
      });
      if (!ran.ok && ran.error.kind === 'shell_failed') on.value.abandon('it opens no session');
      return !ran.ok && ran.error.kind === 'section_timed_out' ? fail(notFinished(name, argv, options)) : ran;
    },
    async dial(address, port, options) {
      const on = await connected(options);
      return on.ok ? forward(on.value.client, address, port, options) : on;
    },
    async close() {
      stop.abort();
      await connecting;
      connection?.client.end();
      await dialler.close();
    },
  };
}

/** The program as a script for `sh`: read from standard input, so that no login shell has to understand our quoting. */
export function toScript(argv: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const settings = Object.entries(env).map(([key, value]) => `${key}=${inHome(value)}; export ${key}`);
  return [`PATH="$PATH:${EXTRA_PATH}"; export PATH`, ...settings, `exec ${argv.map(posixQuote).join(' ')} </dev/null`].join('\n');
}

const inHome = (value: string): string =>
  value === '~' || value.startsWith('~/') ? `"$HOME"${posixQuote(value.slice(1))}` : posixQuote(value);

function forward(client: Client, address: string, port: number, { timeoutMs, signal }: RunOptions): Promise<Result<Duplex, Problem>> {
  const stop = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  return new Promise((resolve) => {
    const refuse = (error: unknown): void =>
      resolve(fail(toConnectProblem(error, { target: address, doing: `connect to ${address}:${port}`, address, port, secrets: [] })));
    void aborted(stop).then(() => refuse(new Error(`timed out after ${timeoutMs} ms`)));
    try {
      client.forwardOut('127.0.0.1', 0, address, port, (error, channel) => {
        if (error) return refuse(error);
        if (stop.aborted) return channel.destroy(); // too late: nobody waits for it
        channel.on('error', () => undefined); // 'close' follows
        resolve(ok(channel));
      });
    } catch (error) {
      refuse(error); // ssh2 throws "Not connected"
    }
  });
}
