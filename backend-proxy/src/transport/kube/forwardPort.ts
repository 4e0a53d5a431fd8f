import { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { fail, ok, type Result } from '../../result.ts';
import { KubeStreamError } from './kubeStreamError.ts';
import { openSocket, type SocketDeps } from './openSocket.ts';
import { toBuffer } from './toBuffer.ts';
import { toKubeFailure, toProblem } from './toKubeFailure.ts';

const DATA = 0;
const ERROR = 1;

/**
 * A stream to a port of a pod by the API's port-forward (WebSocket, `v4.channel.k8s.io`). Both directions are held back when
 * the reader is slow. What the node reports (nothing listens at the port) destroys the stream with a KubeStreamError; so does a
 * connection that breaks. The protocol knows no half-closed stream: ending ours ends both.
 */
export async function forwardPort(
  deps: SocketDeps,
  { namespace, pod, port }: { namespace: string; pod: string; port: number },
  signal: AbortSignal,
): Promise<Result<Duplex, Problem>> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/portforward`;
  const query = new URLSearchParams({ ports: String(port) });
  const socket = await openSocket(deps, path, query, ['v4.channel.k8s.io', 'portforward.k8s.io'], signal);
  return socket.ok ? ok(toDuplex(socket.value, deps)) : fail(socket.error.problem);
}

function toDuplex(socket: WebSocket, deps: SocketDeps): Duplex {
  /** The first message of each channel is the port, as two bytes. */
  const begun = new Set<number>();
  let said = '';
  /** Messages with data, each behind the byte that names its channel. */
  let messages: Buffer[] = [];
  let bytes = 0;
  /** What came in one turn goes on as one piece. */
  const deliver = (): void => {
    if (bytes === 0) return;
    const whole = Buffer.allocUnsafe(bytes);
    let at = 0;
    messages.forEach((message) => (at += message.copy(whole, at, 1)));
    messages = [];
    bytes = 0;
    if (!duplex.push(whole)) socket.pause();
  };
  const broken = (detail: string): KubeStreamError => {
    const problem = toProblem('cluster_failed', detail, 'Check that the pod runs and listens at this port.', deps.attempt());
    return new KubeStreamError({ problem, status: null, reason: null, retryAfterMs: null });
  };
  const duplex = new Duplex({
    read: () => socket.resume(),
    write(chunk: Buffer, _encoding, done) {
      const framed = Buffer.allocUnsafe(chunk.length + 1);
      framed[0] = DATA;
      chunk.copy(framed, 1);
      socket.send(framed, (error) => done(error ?? null));
    },
    final(done) {
      socket.close();
      done();
    },
    destroy(error, done) {
      messages = [];
      bytes = 0;
      socket.terminate();
      done(error);
    },
  });
  socket.on('message', (data: RawData) => {
    let message = toBuffer(data);
    const channel = message[0] ?? -1;
    if (!begun.has(channel)) {
      begun.add(channel);
      message = message.subarray(2); // what is behind the port is behind one byte still
    }
    if (message.length <= 1) return;
    if (channel === DATA) {
      bytes += message.length - 1;
      if (messages.push(message) === 1) process.nextTick(deliver);
    }
    if (channel === ERROR) {
      said += message.toString('utf8', 1).slice(0, 2000);
      duplex.destroy(broken(`port-forward failed: ${said}`));
    }
  });
  socket.on('error', (error) => duplex.destroy(new KubeStreamError(toKubeFailure(error, deps.attempt()))));
  socket.once('close', (code) => {
    deliver();
    if (code === 1000 || code === 1005) duplex.push(null);
    else if (!duplex.destroyed) duplex.destroy(broken(`the port-forward was cut (${code})`));
    if (!duplex.writableFinished) duplex.end();
  });
  return duplex;
}
