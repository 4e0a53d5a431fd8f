import type { Client, ClientChannel } from 'ssh2';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { aborted } from '../lifecycle/rest.ts';
import type { Semaphore } from '../lifecycle/semaphore.ts';
import { fail, ok, type Result } from '../result.ts';
import { cappedText } from './cappedText.ts';
import { MAX_OUTPUT_BYTES } from './running.ts';
import type { Finished } from './transport.ts';

/** A connection that can run commands, and its places for them. `lost` says why it is gone. */
export interface Runner {
  readonly client: Client;
  readonly places: Semaphore;
  readonly lost: () => string | undefined;
}

export interface RunRequest {
  readonly command: string;
  /** Sent to the command; its end follows. */
  readonly input?: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Runs one command on a session of its own and waits for its end: exit code, output of at most 1 MiB each.
 * At the time limit the command is killed, as far as the server does it, and its channel closed. Its place is given back only
 * when the server has let go of it: sshd counts it until then. Fails as `section_timed_out`, `limit_reached`, `shell_failed`
 * or `connection_lost`.
 */
export async function runOnClient(runner: Runner, target: string, request: RunRequest): Promise<Result<Finished, Problem>> {
  const problem = (kind: Problem['kind'], detail: string, advice: string): Result<never, Problem> =>
    fail({ kind, target, doing: 'run a command', detail, advice });
  const stop = AbortSignal.any([request.signal, AbortSignal.timeout(request.timeoutMs)]);
  const leave = await runner.places.enter(stop);
  if (stop.aborted) {
    leave();
    return problem('limit_reached', 'all sessions of the connection are in use', 'Wait until one of the commands under way has ended.');
  }
  const channel = await openChannel(runner.client, request.command);
  if (!channel.ok) {
    leave();
    const lost = runner.lost();
    return lost === undefined
      ? problem('shell_failed', channel.error, 'Look at MaxSessions and ForceCommand in the sshd_config of the other side.')
      : problem('connection_lost', lost, 'It is connected again by itself.');
  }
  const finished = collect(channel.value, request.input);
  void finished.then(leave);
  const ended = await Promise.race([finished, aborted(stop)]);
  if (ended !== undefined) {
    const lost = runner.lost();
    return lost === undefined || ended.code !== null ? ok(ended) : problem('connection_lost', lost, 'It is connected again by itself.');
  }
  channel.value.signal('KILL');
  channel.value.close();
  const why = request.signal.aborted
    ? 'it was ended because nobody waits for it'
    : `it gave no answer within ${request.timeoutMs} ms and was ended`;
  return problem('section_timed_out', why, 'Run the same command there by hand and see what it waits for.');
}

function openChannel(client: Client, command: string): Promise<Result<ClientChannel, string>> {
  return new Promise((resolve) => {
    try {
      client.exec(command, (error, channel) => resolve(error ? fail(error.message) : ok(channel)));
    } catch (error) {
      resolve(fail(error instanceof Error ? error.message : String(error))); // ssh2 throws "Not connected"
    }
  });
}

function collect(channel: ClientChannel, input = ''): Promise<Finished> {
  const stdout = cappedText(MAX_OUTPUT_BYTES);
  const stderr = cappedText(MAX_OUTPUT_BYTES);
  let code: number | null = null;
  channel.on('data', (chunk: Buffer) => stdout.push(chunk));
  channel.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  channel.on('error', () => undefined); // 'close' follows
  channel.on('exit', (status: number | null) => (code = status));
  channel.end(input);
  return new Promise((resolve) => channel.once('close', () => resolve({ code, stdout: stdout.text(), stderr: stderr.text() })));
}
