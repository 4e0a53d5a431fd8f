import { randomBytes } from 'node:crypto';
import type { Client, ClientChannel } from 'ssh2';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { aborted, rest } from '../lifecycle/rest.ts';
import type { Semaphore } from '../lifecycle/semaphore.ts';
import { fail, ok, type Result } from '../result.ts';
import { cappedText } from './cappedText.ts';
import { MAX_OUTPUT_BYTES } from './running.ts';
import type { Finished } from './transport.ts';

/** A connection that can run commands, and its places for them. */
export interface Runner {
  readonly client: Client;
  readonly places: Semaphore;
  /** Why the connection is gone; undefined while it holds. */
  readonly lost: () => string | undefined;
  /** Ends the connection, for this reason, without waiting for the other side. */
  readonly abandon: (reason: string) => void;
}

export interface RunRequest {
  /** POSIX sh that reads nothing from its standard input and ends by `exec` or `exit`. */
  readonly script: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const CLOSE_WITHIN_MS = 1000;

/**
 * Runs a script on a session of its own and waits for its end: exit code, output of at most 1 MiB each. What the login
 * shell's start-up files print is left out.
 * At the time limit it is killed with all it started and its channel closed; a server that does not let go of the channel
 * loses the connection, since it would count the session for ever. Fails as `section_timed_out`, `limit_reached`,
 * `shell_failed` or `connection_lost`.
 */
export async function runOnClient(runner: Runner, target: string, request: RunRequest): Promise<Result<Finished, Problem>> {
  const problem = (kind: Problem['kind'], detail: string, advice: string): Result<never, Problem> =>
    fail({ kind, target, doing: 'run a command', detail, advice });
  const lost = (reason: string): Result<never, Problem> => problem('connection_lost', reason, 'It is connected again by itself.');
  const stop = AbortSignal.any([request.signal, AbortSignal.timeout(request.timeoutMs)]);
  const leave = await runner.places.enter(stop);
  if (stop.aborted) {
    leave();
    return problem('limit_reached', 'all sessions of the connection are in use', 'Wait until one of the commands under way has ended.');
  }
  const channel = await openChannel(runner.client);
  if (!channel.ok) {
    leave();
    const reason = runner.lost();
    if (reason !== undefined) return lost(reason);
    return problem('shell_failed', channel.error, 'Look at MaxSessions and ForceCommand in the sshd_config of the other side.');
  }
  const finished = collect(channel.value, request.script);
  void finished.then(leave);
  const ended = await Promise.race([finished, aborted(stop)]);
  if (ended) {
    const reason = ended.code === null ? runner.lost() : undefined;
    return reason === undefined ? ok(ended) : lost(reason);
  }
  void letGo(runner, channel.value, finished);
  const why = request.signal.aborted
    ? 'it was ended because nobody waits for it'
    : `it gave no answer within ${request.timeoutMs} ms and was ended`;
  return problem('section_timed_out', why, 'Run the same command there by hand and see what it waits for.');
}

function openChannel(client: Client): Promise<Result<ClientChannel, string>> {
  return new Promise((resolve) => {
    try {
      client.exec('exec sh', (error, channel) => resolve(error ? fail(error.message) : ok(channel)));
    } catch (error) {
      resolve(fail(error instanceof Error ? error.message : String(error))); // ssh2 throws "Not connected"
    }
  });
}

/** Sends the script without an end of input: after that ssh2 would send no signal any more. */
function collect(channel: ClientChannel, script: string): Promise<Finished> {
  const marker = `@tartlab ${randomBytes(16).toString('hex')}\n`;
  const stdout = cappedText(MAX_OUTPUT_BYTES);
  const stderr = cappedText(MAX_OUTPUT_BYTES);
  let code: number | null = null;
  channel.on('data', (chunk: Buffer) => stdout.push(chunk));
  channel.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  channel.on('error', () => undefined); // 'close' follows
  channel.on('exit', (status: number | null) => (code = status));
  channel.write(`printf '%s\\n' '${marker.trimEnd()}'\n${script}\n`);
  return new Promise((resolve) =>
    channel.once('close', () => {
      const said = stdout.text();
      const at = said.indexOf(marker);
      resolve({ code, stdout: at < 0 ? '' : said.slice(at + marker.length), stderr: stderr.text() });
    }),
  );
}

async function letGo(runner: Runner, channel: ClientChannel, finished: Promise<Finished>): Promise<void> {
  channel.signal('KILL');
  channel.close();
  const enough = new AbortController();
  const inTime = await Promise.race([finished.then(() => true), rest(CLOSE_WITHIN_MS, enough.signal).then(() => false)]);
  enough.abort();
  if (!inTime) runner.abandon('a command on it could not be ended');
}
