import { PassThrough, Writable } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { KubeContext } from '../api/context.ts';
import { type ExecWish, runExec } from './exec.ts';

const [STDIN, STDOUT, STDERR, ERROR, CLOSE] = [0, 1, 2, 3, 255];

/** Runs a command over a WebSocket: the first byte of every message is its channel. Version 5 can say that stdin has ended. */
export async function serveSocketExec(context: KubeContext, wish: ExecWish, socket: WebSocket, protocol: string): Promise<void> {
  const abort = new AbortController();
  const stdin = wish.stdin ? new PassThrough() : null;
  socket.on('message', (message) => {
    const bytes = toBuffer(message);
    if (bytes[0] === STDIN) stdin?.write(bytes.subarray(1));
    else if (bytes[0] === CLOSE && bytes[1] === STDIN) stdin?.end();
  });
  socket.on('close', () => {
    stdin?.end();
    abort.abort();
  });
  const stdout = channel(socket, STDOUT);
  const stderr = wish.tty ? stdout : channel(socket, STDERR);
  const status = await runExec(context, wish, { stdin, stdout, stderr, signal: abort.signal });
  if (socket.readyState !== socket.OPEN) return;
  // Before version 4 the channel carries a text, and nothing when all went well.
  const isStatus = protocol.startsWith('v4') || protocol.startsWith('v5');
  if (isStatus || status.status !== 'Success') {
    const said = isStatus ? JSON.stringify(status) : typeof status.message === 'string' ? status.message : '';
    socket.send(Buffer.concat([Buffer.from([ERROR]), Buffer.from(said)]));
  }
  socket.close(1000);
}

export function toBuffer(message: RawData): Buffer {
  if (Array.isArray(message)) return Buffer.concat(message);
  return Buffer.isBuffer(message) ? message : Buffer.from(message);
}

/** Writes to a channel; waits for the socket, so that a slow client slows the command. */
export function channel(socket: WebSocket, number: number): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (socket.readyState !== socket.OPEN) done();
      else socket.send(Buffer.concat([Buffer.from([number]), chunk]), () => done());
    },
  });
}
