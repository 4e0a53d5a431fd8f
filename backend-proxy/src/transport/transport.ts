import type { Duplex } from 'node:stream';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { Result } from '../result.ts';

/** A Mac as the proxy reaches it: this machine, or one behind SSH. tart runs there and its guests are dialled from there. */
export interface MacHost {
  readonly name: string;
  /** Runs a program to its end. A non-zero exit is a value, not a failure: tart's exit codes mean something. */
  run(argv: readonly string[], options: RunOptions): Promise<Result<Finished, Problem>>;
  /** A TCP connection to a guest, opened from this Mac. The caller destroys the stream. */
  dial(address: string, port: number, options: RunOptions): Promise<Result<Duplex, Problem>>;
  close(): Promise<void>;
}

export interface RunOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Added to the program's environment (`TART_HOME`). */
  readonly env?: Readonly<Record<string, string>>;
}

/** What a program left behind: exit code (null when a signal ended it) and its output, each at most 1 MiB. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to log in to a guest. Secrets stay in `transport/`; nothing else reads them. */
export interface SshLogin {
  readonly user: string;
  readonly port: number;
  readonly password?: string;
  readonly identityFile?: string;
  readonly passphrase?: string;
  /** Path of an agent's socket. */
  readonly agent?: string;
  readonly hostKeys: 'accept-new' | 'strict' | 'off';
}

/** A guest that can be asked: which VM, where it answers, how to log in. */
export interface GuestTarget {
  readonly vm: string;
  readonly mac: MacHost;
  readonly address: string;
  readonly login: SshLogin;
}

/** One question on a guest's open shell. Everything the guest prints up to the line `endMarker` is the answer. */
export interface AskRequest {
  /** Sent first on a newly opened channel: functions and variables that `text` uses. */
  readonly setup: string;
  readonly text: string;
  readonly endMarker: string;
  readonly deadlineMs: number;
  readonly maxBytes: number;
}

/** `freshChannel`: the shell was opened for this question. Times are from writing the question. */
export interface AskAnswer {
  readonly text: string;
  readonly stderr: string;
  readonly freshChannel: boolean;
  readonly firstByteMs: number;
  readonly totalMs: number;
}

/** Why a guest gave no whole answer, and what it had said until then. */
export interface AskFailure {
  readonly problem: Problem;
  readonly partialText: string;
}

/** The guests' connections: one per VM, one open `sh` channel on it. At most one question is under way per VM. */
export interface GuestPool {
  ask(target: GuestTarget, request: AskRequest, signal: AbortSignal): Promise<Result<AskAnswer, AskFailure>>;
  /** Closes a VM's connection, for one that stopped, moved or left. */
  drop(vm: string): void;
  close(): Promise<void>;
}
