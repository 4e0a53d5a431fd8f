import type { RawData, WebSocket } from 'ws';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { fail, ok, type Result } from '../../result.ts';
import { cappedText } from '../cappedText.ts';
import type { KubeAttempt } from './kubeAttempt.ts';
import { KubeStreamError } from './kubeStreamError.ts';
import { openSocket, type SocketDeps } from './openSocket.ts';
import { toBuffer } from './toBuffer.ts';
import { toProblem } from './toKubeFailure.ts';
import { parseStatus, type KubeStatus } from './toStatusFailure.ts';

const STDOUT = 1;
const STDERR = 2;
const STATUS = 3;
const MAX_STDERR_BYTES = 16 * 1024;

/**
 * Runs a command in a pod over a WebSocket (`v5.channel.k8s.io`, else v4) and gives its standard output as it comes, no faster
 * than it is read. The iteration ends when the command ended with 0. It throws a KubeStreamError when the command failed (with
 * its exit code and stderr), when it was cut, and when `signal` aborted; leaving the iteration ends the command's stream.
 */
export async function execInPod(
  deps: SocketDeps,
  pod: { readonly namespace: string; readonly name: string; readonly container?: string },
  command: readonly string[],
  signal: AbortSignal,
): Promise<Result<AsyncIterable<Buffer>, Problem>> {
  const path = `/api/v1/namespaces/${encodeURIComponent(pod.namespace)}/pods/${encodeURIComponent(pod.name)}/exec`;
  const query = new URLSearchParams({ stdout: 'true', stderr: 'true' });
  if (pod.container !== undefined) query.set('container', pod.container);
  for (const word of command) query.append('command', word);
  const socket = await openSocket(deps, path, query, ['v5.channel.k8s.io', 'v4.channel.k8s.io'], signal);
  return socket.ok ? ok(outputOf(socket.value, command[0] ?? '', deps.attempt())) : fail(socket.error.problem);
}

async function* outputOf(socket: WebSocket, program: string, attempt: KubeAttempt): AsyncGenerator<Buffer, void> {
  const waiting: Buffer[] = [];
  const stderr = cappedText(MAX_STDERR_BYTES);
  let status: KubeStatus | undefined;
  let closed = false;
  let wake: () => void = () => undefined;
  socket.on('message', (data: RawData) => {
    const message = toBuffer(data);
    const payload = message.subarray(1);
    if (message[0] === STDOUT && payload.length > 0) {
      waiting.push(payload);
      socket.pause();
    } else if (message[0] === STDERR) stderr.push(payload);
    else if (message[0] === STATUS) {
      status = parseStatus(payload.toString('utf8')) ?? status;
      socket.close();
    }
    wake();
  });
  socket.on('error', () => undefined); // 'close' follows
  socket.once('close', () => {
    closed = true;
    wake();
  });
  if (socket.readyState === socket.CLOSED) closed = true;
  try {
    for (;;) {
      const chunk = waiting.shift();
      if (chunk) yield chunk;
      else if (closed) break;
      else {
        const woken = new Promise<void>((resolve) => (wake = resolve));
        socket.resume();
        await woken;
      }
    }
    if (status?.status !== 'Success') throw toExecError(program, status, stderr.text(), attempt);
  } finally {
    socket.terminate();
  }
}

function toExecError(program: string, status: KubeStatus | undefined, stderr: string, attempt: KubeAttempt): KubeStreamError {
  const cause = status?.details?.causes?.find(({ reason }) => reason === 'ExitCode')?.message;
  const exitCode = cause !== undefined && cause !== null && /^\d+$/.test(cause) ? Number(cause) : null;
  const said = stderr.trim() === '' ? (status?.message ?? '') : stderr;
  const how = status === undefined ? 'was cut before it ended' : exitCode === null ? 'failed' : `ended with ${exitCode}`;
  const problem = toProblem(
    'cluster_failed',
    `${program} ${how}${said === '' ? '' : `: ${said}`}`,
    'Run it by hand with kubectl exec in the same pod.',
    attempt,
  );
  return new KubeStreamError({ problem, status: null, reason: status?.reason ?? null, retryAfterMs: null }, exitCode);
}
