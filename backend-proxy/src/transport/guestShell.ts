import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { rest } from '../lifecycle/rest.ts';
import { fail, ok, type Result } from '../result.ts';
import { cappedText } from './cappedText.ts';
import { frameReader, type FrameReader } from './frameReader.ts';
import { toFrameProblem, type FrameTrouble } from './toFrameProblem.ts';
import type { AskAnswer, AskFailure, AskRequest } from './transport.ts';

/** The long-lived shell of one guest. After a failure it is closed; open another. */
export interface GuestShell {
  /** One question; the caller asks the next when this one is answered. */
  ask(request: AskRequest, signal: AbortSignal): Promise<Result<AskAnswer, AskFailure>>;
  readonly open: boolean;
  /** Ends the shell. False when the guest has not let go of it within a second. */
  close(): Promise<boolean>;
}

/** Where a guest's shell is opened. */
export interface ShellPlace {
  readonly vm: string;
  readonly client: Client;
  /** What the client writes to. */
  readonly stream: Duplex;
  /** Why the connection is gone; undefined while it holds. */
  readonly lost: () => string | undefined;
}

interface Question {
  readonly reader: FrameReader;
  readonly stderr: ReturnType<typeof cappedText>;
  readonly askedMs: number;
  firstByteMs: number | undefined;
  receivedBytes: number;
  settle(trouble: FrameTrouble | null): void;
}

const MAX_STDERR_BYTES = 64 * 1024;
/** What a guest may print unasked, between two answers, before its shell is replaced. */
const MAX_UNASKED_BYTES = 64 * 1024;
const CLOSE_WITHIN_MS = 1000;

/** bash where it works, else sh. `--norc`, because bash reads ~/.bashrc when sshd starts it, terminal or not. */
const SHELL = "exec sh -c 'if bash -c : >/dev/null 2>&1 </dev/null; then exec bash --norc; fi; exec sh'";

/**
 * Opens a shell: the login shell, whatever it is (zsh, fish), is replaced by bash or a POSIX one without a terminal. bash is
 * preferred because it reads files without starting a process (docs/decisions/0003-what-a-frame-costs.md).
 * What start-up files print is dropped: the first answer begins at a marker of our own.
 */
export function openGuestShell(place: ShellPlace): Promise<Result<GuestShell, Problem>> {
  const { vm, client, lost } = place;
  return new Promise((resolve) => {
    const refuse = (error: Error): void =>
      resolve(
        fail(
          toFrameProblem(
            vm,
            lost() === undefined
              ? { kind: 'shell_failed', reason: error.message, stderr: '' }
              : { kind: 'connection_lost', reason: lost() ?? '', receivedBytes: 0 },
          ),
        ),
      );
    try {
      client.exec(SHELL, (error, channel) => (error ? refuse(error) : resolve(ok(toGuestShell(channel, place)))));
    } catch (error) {
      refuse(error instanceof Error ? error : new Error(String(error))); // ssh2 throws "Not connected"
    }
  });
}

function toGuestShell(channel: ClientChannel, { vm, stream, lost }: ShellPlace): GuestShell {
  let open = true;
  let fresh = true;
  let question: Question | undefined;
  let unaskedBytes = 0;
  let exit = 'the shell ended';
  const closed = new Promise<void>((resolve) => {
    channel.once('close', resolve);
  });
  const shut = (): void => {
    open = false;
    channel.close();
  };

  channel.on('data', (chunk: Buffer) => {
    if (question) return take(question, chunk);
    unaskedBytes += chunk.length;
    if (unaskedBytes > MAX_UNASKED_BYTES && open) shut();
  });
  channel.stderr.on('data', (chunk: Buffer) => question?.stderr.push(chunk));
  channel.on('error', (error: Error) => {
    exit = error.message;
  });
  channel.on('exit', (code: number | null, name?: string) => {
    exit = `the shell ended (${code === null ? `signal ${name ?? 'unknown'}` : `exit ${code}`})`;
  });
  channel.once('close', () => {
    open = false;
    if (!question) return;
    const reason = lost();
    if (reason !== undefined) question.settle({ kind: 'connection_lost', reason, receivedBytes: question.receivedBytes });
    else question.settle({ kind: 'shell_failed', reason: exit, stderr: question.stderr.text() });
  });

  const take = (asked: Question, chunk: Buffer): void => {
    asked.receivedBytes += chunk.length;
    const state = asked.reader.push(chunk);
    if (asked.reader.begun) asked.firstByteMs ??= performance.now() - asked.askedMs;
    if (state === 'done') asked.settle(null);
    if (state === 'too_large') asked.settle({ kind: 'frame_too_large', maxBytes: 0 });
  };

  return {
    get open() {
      return open;
    },
    ask(request, signal) {
      const freshChannel = fresh;
      fresh = false;
      unaskedBytes = 0;
      const beginMarker = freshChannel ? `@tartlab ${randomBytes(16).toString('hex')}` : undefined;
      return new Promise((resolve) => {
        const reader = frameReader({ beginMarker, endMarker: request.endMarker, maxBytes: request.maxBytes });
        const asked: Question = {
          reader,
          stderr: cappedText(MAX_STDERR_BYTES),
          askedMs: performance.now(),
          firstByteMs: undefined,
          receivedBytes: 0,
          settle(trouble) {
            clearTimeout(deadline);
            signal.removeEventListener('abort', onAbort);
            question = undefined;
            const totalMs = performance.now() - asked.askedMs;
            if (!trouble) {
              return resolve(
                ok({ text: reader.text(), stderr: asked.stderr.text(), freshChannel, firstByteMs: asked.firstByteMs ?? totalMs, totalMs }),
              );
            }
            if (open) shut();
            const told = trouble.kind === 'frame_too_large' ? { ...trouble, maxBytes: request.maxBytes } : trouble;
            resolve(fail({ problem: toFrameProblem(vm, told), partialText: reader.text() }));
          },
        };
        const onAbort = (): void => asked.settle({ kind: 'connection_lost', reason: 'closed by us', receivedBytes: asked.receivedBytes });
        const deadline = setTimeout(
          () => asked.settle({ kind: 'frame_timed_out', deadlineMs: request.deadlineMs, receivedBytes: asked.receivedBytes }),
          request.deadlineMs,
        );
        question = asked;
        if (signal.aborted) return onAbort();
        signal.addEventListener('abort', onAbort, { once: true });
        const opening = beginMarker === undefined ? '' : `${withNewline(request.setup)}printf '%s\\n' '${beginMarker}'\n`;
        // ssh2 writes a packet in three parts; corked, they are one system call and one TCP segment.
        stream.cork();
        channel.write(opening + withNewline(request.text));
        stream.uncork();
      });
    },
    async close() {
      if (open) shut();
      const stop = new AbortController();
      const inTime = await Promise.race([closed.then(() => true), rest(CLOSE_WITHIN_MS, stop.signal).then(() => false)]);
      stop.abort();
      return inTime;
    },
  };
}

const withNewline = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);
