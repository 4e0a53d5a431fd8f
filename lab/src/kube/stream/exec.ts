import type { Readable, Writable } from 'node:stream';
import type { KubeContext } from '../api/context.ts';
import { containerOf } from '../api/podLogs.ts';
import { badRequest } from '../api/refusal.ts';
import type { Json } from '../fields.ts';
import type { KubeObject } from '../objectStore.ts';

/** What a client asks to be run, from the query of pods/exec. */
export interface ExecWish {
  readonly pod: KubeObject;
  readonly container: string;
  readonly argv: readonly string[];
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}
export interface ExecStreams {
  readonly stdin: Readable | null;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly signal: AbortSignal;
}

/** Throws a Refusal when there is nothing to run or no such container. */
export function execWish(pod: KubeObject, query: URLSearchParams): ExecWish {
  const argv = query.getAll('command');
  if (argv.length === 0) throw badRequest('you must specify at least one command for the container');
  const asked = (name: string): boolean => ['1', 'true'].includes(query.get(name) ?? '');
  const [stdin, stdout, stderr, tty] = [asked('stdin'), asked('stdout'), asked('stderr'), asked('tty')];
  return { pod, container: containerOf(pod, query.get('container')), argv, stdin, stdout, stderr: stderr && !tty, tty };
}

/** Runs it in the simulation; the Status that the error channel ends with. */
export async function runExec({ hooks }: KubeContext, wish: ExecWish, streams: ExecStreams): Promise<Json> {
  try {
    if (!hooks.exec) throw new Error('the kubelet of this node does not answer');
    const { pod, container, argv, tty } = wish;
    const exitCode = await hooks.exec({ pod, container, argv, tty, ...streams });
    return exitCode === 0 ? { metadata: {}, status: 'Success' } : exitStatus(exitCode);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `Internal error occurred: error executing command in container: ${why}`;
    return { metadata: {}, status: 'Failure', message, reason: 'InternalError', details: { causes: [{ message: why }] }, code: 500 };
  }
}

function exitStatus(exitCode: number): Json {
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  };
}
