import type { Duplex } from 'node:stream';
import { Client } from 'ssh2';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { rest } from '../lifecycle/rest.ts';
import { fail, ok, type Result } from '../result.ts';
import { openAuthMethods, type AuthMethods } from './authMethods.ts';
import type { HostKeyRefusal, HostKeys } from './hostKeys.ts';
import { toConnectProblem } from './toConnectProblem.ts';
import type { SshLogin } from './transport.ts';

/** A stream to an SSH server, and what is expected behind it. */
export interface SshRequest {
  /** The VM or Mac, as shown. */
  readonly target: string;
  readonly address: string;
  readonly login: SshLogin;
  readonly hostKeys: HostKeys;
  readonly hostKeyName: string;
  readonly stream: Duplex;
  /** Waits for a turn once the server has spoken: the costly part begins there. Returns the function that ends the turn. */
  readonly turn: () => Promise<() => void>;
  readonly signal: AbortSignal;
}

/** The server has this long to speak, and as long again to log us in. */
const READY_TIMEOUT_MS = 10_000;

/**
 * For firewalls and address translation alone: that a connection is dead shows by what was asked on it, within the deadline.
 * Every 10 s it was a third of the packets of a guest that is asked every 5 s.
 */
const KEEP_ALIVE_MS = 60_000;

// AES-GCM needs no HMAC and is the cheapest here; ed25519 signs in a tenth of the time of RSA.
const CIPHERS = [
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'aes128-ctr',
  'aes192-ctr',
  'aes256-ctr',
  'chacha20-poly1305@openssh.com',
] as const;
const HOST_KEY_TYPES = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
] as const;

/**
 * Logs in over `stream`: host key first, then the login's methods. The client is ready and without Nagle's delay.
 * Every failure is a problem, and the stream is destroyed then. After that the caller owns the client and its errors; a
 * listener for 'error' stays on it, because ssh2 reports there whatever later breaks, before 'close'.
 */
export async function openSshClient(request: SshRequest): Promise<Result<Client, Problem>> {
  const { target, address, login, stream, signal } = request;
  const problemOf = (error: unknown, auth?: AuthMethods, refusal?: HostKeyRefusal): Problem =>
    toConnectProblem(error, {
      target,
      doing: `log in to ${login.user}@${address}`,
      address,
      port: login.port,
      user: login.user,
      offered: auth?.offered,
      tried: auth?.tried,
      unusable: auth?.unusable,
      refusal,
      secrets: [login.password, login.passphrase].filter((secret) => secret !== undefined),
    });
  const give = (problem: Problem): Result<never, Problem> => {
    stream.destroy();
    return fail(problem);
  };

  const silent = await serverSpoke(stream, signal);
  if (silent) return give(problemOf(silent));
  const auth = await openAuthMethods(target, login);
  if (!auth.ok) return give(auth.error);
  const leaveTurn = await request.turn();
  try {
    const outcome = await logIn(request, auth.value);
    return outcome.client ? ok(outcome.client) : give(problemOf(outcome.error, auth.value, outcome.refusal));
  } finally {
    leaveTurn();
  }
}

/** Waits for the server's first bytes without taking them. Gives the error when none come. */
async function serverSpoke(stream: Duplex, signal: AbortSignal): Promise<Error | undefined> {
  if (stream.readableLength > 0) return undefined;
  const done = new AbortController();
  const spoke = new Promise<Error | undefined>((resolve) => {
    stream.once('readable', () => resolve(stream.readableLength > 0 ? undefined : new Error('the connection was closed at once')));
    stream.once('error', resolve);
    stream.once('close', () => resolve(new Error('the connection was closed at once')));
  });
  const late = rest(READY_TIMEOUT_MS, AbortSignal.any([signal, done.signal])).then(
    () => new Error('connected, but the SSH server timed out: it said nothing'),
  );
  const outcome = await Promise.race([spoke, late]);
  done.abort();
  stream.removeAllListeners('readable');
  stream.on('error', () => undefined); // whatever breaks from here on, ssh2 reports too
  return outcome;
}

interface LogInOutcome {
  readonly client?: Client;
  readonly error?: unknown;
  readonly refusal?: HostKeyRefusal;
}

function logIn({ login, hostKeys, hostKeyName, stream, signal }: SshRequest, auth: AuthMethods): Promise<LogInOutcome> {
  const client = new Client();
  let refusal: HostKeyRefusal | undefined;
  const known = hostKeys.trustedType(hostKeyName);
  return new Promise((resolve) => {
    let settled = false;
    const settle = (outcome: LogInOutcome): void => {
      if (settled) return; // the listeners stay: an 'error' that nobody hears would end the process
      settled = true;
      signal.removeEventListener('abort', onAbort);
      if (!outcome.client) client.destroy();
      resolve(outcome);
    };
    const onAbort = (): void => settle({ error: new Error('the connection was closed by us') });
    client.once('ready', () => {
      client.setNoDelay(true);
      settle({ client });
    });
    // An agent that does not answer is no end: the next method is tried.
    client.on('error', (error: Error & { level?: string }) => {
      if (error.level !== 'agent') settle({ error, refusal });
    });
    client.once('close', () => settle({ error: new Error('the connection was closed while logging in'), refusal }));
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    client.connect({
      sock: stream,
      username: login.user,
      authHandler: auth.next,
      hostVerifier: (key: Buffer) => {
        refusal = hostKeys.check(hostKeyName, key, login.hostKeys) ?? undefined;
        return refusal === undefined;
      },
      readyTimeout: READY_TIMEOUT_MS,
      keepaliveInterval: KEEP_ALIVE_MS,
      keepaliveCountMax: 2,
      algorithms: {
        cipher: [...CIPHERS],
        serverHostKey: [...HOST_KEY_TYPES].sort((a, b) => Number(b === known) - Number(a === known)),
      },
    });
  });
}
