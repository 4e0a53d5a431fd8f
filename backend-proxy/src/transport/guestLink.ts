import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { backoff } from '../lifecycle/backoff.ts';
import { rest } from '../lifecycle/rest.ts';
import { semaphore } from '../lifecycle/semaphore.ts';
import { fail, ok, type Result } from '../result.ts';
import { openGuestShell, type GuestShell } from './guestShell.ts';
import { hostKeyName, type HostKeys } from './hostKeys.ts';
import { openSshClient } from './openSshClient.ts';
import { posixQuote } from './posixQuote.ts';
import { runOnClient, type Runner } from './runOnClient.ts';
import { toFrameProblem } from './toFrameProblem.ts';
import type { AskAnswer, AskFailure, AskRequest, Finished, GuestTarget } from './transport.ts';

export interface LinkOptions {
  readonly hostKeys: HostKeys;
  readonly turn: () => Promise<() => void>;
  readonly now: () => number;
  readonly random?: () => number;
}

export interface ExecOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** One guest: its connection, the shell on it, and when it may be tried again. */
export interface GuestLink {
  ask(request: AskRequest, signal: AbortSignal): Promise<Result<AskAnswer, AskFailure>>;
  exec(command: string, options: ExecOptions): Promise<Result<Finished, Problem>>;
  close(): Promise<void>;
}

interface Connection extends Runner {
  readonly stream: Duplex;
  shell: GuestShell | undefined;
  /** Pending while a failed shell is being closed: the connection may not survive it. */
  discarding: Promise<void> | undefined;
}

/** The last failure and when the next try is due: a time, or the moment the trusted host key is another. */
interface Setback {
  readonly problem: Problem;
  readonly untilMs: number;
  readonly hostKeyStamp: string | undefined;
}

const DIAL_TIMEOUT_MS = 5000;
const AUTH_PAUSE_MS = 10 * 60_000;
const HOST_KEY_PAUSE_MS = 60_000;
const EXTRA_SESSIONS = 4;

/**
 * Opens nothing yet: the first question connects. While a try is not due, questions fail at once with the last problem, so a
 * dead guest delays nothing. A refused login is tried again after 10 minutes (changed settings make a new link), a refused
 * host key when another key is trusted.
 */
export function openGuestLink(target: GuestTarget, options: LinkOptions): GuestLink {
  const { vm, mac, address, login } = target;
  const { hostKeys, now } = options;
  const keyName = hostKeyName(mac.name, vm);
  const pauses = backoff({ baseMs: 500, capMs: 5000, random: options.random });
  const stop = new AbortController();
  let connection: Connection | undefined;
  let connecting: Promise<Result<Connection, Problem>> | undefined;
  let setback: Setback | undefined;
  let asking = false;

  const fallBack = (problem: Problem): Problem => {
    const sinceMs = setback?.problem.sinceMs ?? now();
    const lasting = { ...problem, sinceMs };
    const refusedKey = problem.kind === 'host_key_changed' || problem.kind === 'host_key_unknown';
    const pauseMs = problem.kind === 'ssh_auth_failed' ? AUTH_PAUSE_MS : refusedKey ? HOST_KEY_PAUSE_MS : pauses.nextMs();
    setback = { problem: lasting, untilMs: now() + pauseMs, hostKeyStamp: refusedKey ? hostKeys.stamp(keyName) : undefined };
    return lasting;
  };

  const notDue = (): Problem | undefined => {
    if (!setback || now() >= setback.untilMs) return undefined;
    if (setback.hostKeyStamp !== undefined && hostKeys.stamp(keyName) !== setback.hostKeyStamp) return undefined;
    return setback.problem;
  };

  const connect = async (): Promise<Result<Connection, Problem>> => {
    const stream = await mac.dial(address, login.port, { timeoutMs: DIAL_TIMEOUT_MS, signal: stop.signal });
    if (!stream.ok) return fail(fallBack({ ...stream.error, target: stream.error.target === mac.name ? mac.name : vm }));
    const client = await openSshClient({
      target: vm,
      address,
      login,
      hostKeys,
      hostKeyName: keyName,
      stream: stream.value,
      turn: options.turn,
      signal: stop.signal,
    });
    if (!client.ok) return fail(fallBack(client.error));
    connection = watch(client.value, stream.value);
    return ok(connection);
  };

  const watch = (client: Client, stream: Duplex): Connection => {
    let reason: string | undefined;
    const abandon = (why: string): void => {
      reason ??= why;
      if (connection === opened) connection = undefined;
      client.destroy();
    };
    const places = semaphore(EXTRA_SESSIONS);
    const opened: Connection = { client, stream, places, lost: () => reason, abandon, shell: undefined, discarding: undefined };
    client.on('error', (error: Error) => (reason ??= error.message));
    client.once('end', () => (reason ??= 'the guest closed it'));
    client.once('close', () => {
      reason ??= 'the guest closed it';
      if (connection === opened) connection = undefined;
    });
    return opened;
  };

  const connected = async (withinMs: number): Promise<Result<Connection, Problem>> => {
    if (connection && connection.lost() === undefined) return ok(connection);
    const early = connecting ? undefined : notDue();
    if (early) return fail(early);
    connecting ??= connect().finally(() => (connecting = undefined));
    const enough = new AbortController();
    const late = rest(withinMs, enough.signal).then(() => fail(stillConnecting(withinMs)));
    const outcome = await Promise.race([connecting, late]);
    enough.abort();
    return outcome;
  };

  const stillConnecting = (withinMs: number): Problem => ({
    kind: 'connect_timed_out',
    target: vm,
    doing: `log in to ${login.user}@${address}`,
    detail: `${address}:${login.port}: not logged in within ${withinMs} ms`,
    advice: 'The VM may hang, sleep or be overloaded: look at its console. The try goes on meanwhile.',
    sinceMs: setback?.problem.sinceMs ?? now(),
  });

  /** Gets rid of a shell that failed; a guest that does not let go of it loses the connection. */
  const discard = async (on: Connection, shell: GuestShell): Promise<void> => {
    if (on.shell === shell) on.shell = undefined;
    if (!(await shell.close())) on.abandon('a shell on it could not be ended');
    on.discarding = undefined;
  };

  const askShell = async (request: AskRequest, signal: AbortSignal): Promise<Result<AskAnswer, AskFailure>> => {
    await connection?.discarding;
    const on = await connected(request.deadlineMs);
    if (!on.ok) return fail({ problem: on.error, partialText: '' });
    if (!on.value.shell?.open) {
      const shell = await openGuestShell({ ...on.value, vm });
      if (!shell.ok) {
        on.value.abandon('it opens no shell');
        return fail({ problem: fallBack(shell.error), partialText: '' });
      }
      on.value.shell = shell.value;
    }
    const { shell } = on.value;
    const answer = await shell.ask(request, signal);
    if (answer.ok) {
      setback = undefined;
      pauses.reset();
    } else {
      on.value.discarding = discard(on.value, shell);
      if (answer.error.problem.kind === 'shell_failed') return fail({ ...answer.error, problem: fallBack(answer.error.problem) });
    }
    return answer;
  };

  return {
    async ask(request, signal) {
      if (asking) return fail({ problem: toFrameProblem(vm, { kind: 'limit_reached' }), partialText: '' });
      asking = true;
      try {
        return await askShell(request, signal);
      } finally {
        asking = false;
      }
    },
    async exec(command, { timeoutMs, signal }) {
      const on = await connected(timeoutMs);
      if (!on.ok) return on;
      return runOnClient(on.value, vm, { script: `exec sh -c ${posixQuote(command)} </dev/null`, timeoutMs, signal });
    },
    async close() {
      stop.abort();
      await connecting;
      const last = connection;
      if (!last) return;
      const closed = new Promise<boolean>((resolve) => last.client.once('close', () => resolve(true)));
      last.client.end();
      const enough = new AbortController();
      const inTime = await Promise.race([closed, rest(1000, enough.signal).then(() => false)]);
      enough.abort();
      if (!inTime) last.client.destroy();
    },
  };
}
