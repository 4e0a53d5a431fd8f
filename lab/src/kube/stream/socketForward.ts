import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { WebSocket } from 'ws';
import type { KubeContext } from '../api/context.ts';
import type { KubeObject } from '../objectStore.ts';
import { openForward } from './forward.ts';
import { channel, toBuffer } from './socketExec.ts';

/**
 * Forwards ports over a WebSocket as client libraries do: the query names the ports, the nth has channels 2n (data) and 2n + 1
 * (error), and the first message of each channel is the port, two bytes with the low one first.
 */
export function serveSocketForward(context: KubeContext, pod: KubeObject, query: URLSearchParams, socket: WebSocket): void {
  const ports = query
    .getAll('ports')
    .flatMap((each) => each.split(','))
    .map(Number);
  const incoming = ports.map(() => new PassThrough());
  socket.on('message', (message) => {
    const bytes = toBuffer(message);
    const number = bytes[0] ?? 0;
    if (number % 2 === 0) incoming[number / 2]?.write(bytes.subarray(1));
  });
  socket.on('close', () => {
    for (const each of incoming) each.end();
  });
  const links = ports.map((port, index) => forward(context, pod, port, index, socket, incoming[index] ?? new PassThrough()));
  void Promise.all(links).then(() => socket.close(1000));
}

async function forward(
  context: KubeContext,
  pod: KubeObject,
  port: number,
  index: number,
  socket: WebSocket,
  incoming: PassThrough,
): Promise<void> {
  const greeting = Buffer.alloc(2);
  greeting.writeUInt16LE(port);
  const [data, error] = [channel(socket, 2 * index), channel(socket, 2 * index + 1)];
  data.write(greeting);
  error.write(greeting);
  const target = await openForward(context, pod, port);
  if (typeof target === 'string') {
    await new Promise<void>((resolve) => error.end(target, () => resolve()));
    return;
  }
  socket.on('close', () => target.destroy());
  await Promise.allSettled([pipeline(incoming, target), pipeline(target, data)]);
  target.destroy();
}
