import { connect, constants } from 'node:http2';
import type { ClientHttp2Session } from 'node:http2';
import type { Duplex } from 'node:stream';
import { GrpcFrames, toGrpcFrame } from './grpcFrames.ts';

const WINDOW_BYTES = 1024 * 1024;
const UNAVAILABLE = 14;

/** How a call ended: gRPC's status (0 is well) and its message. A connection that is gone is 14, UNAVAILABLE. */
export interface CallEnd {
  readonly status: number;
  readonly message: string;
}

/**
 * Hubble's observer over a stream that is open already. HTTP/2 is Node's own on that stream: gRPC's five bytes before each message
 * are all that is missing, while a gRPC library would want a socket to dial and costs some 20 µs a message.
 */
export interface ObserverClient {
  /**
   * Calls the method at `path`; `onMessage` is told where each answer lies, `onChunk` follows those that came together. Never fails: its
   * end says how.
   */
  call(path: string, request: Buffer, handlers: AnswerHandlers, signal: AbortSignal): Promise<CallEnd>;
  close(): void;
}

export interface AnswerHandlers {
  readonly onMessage: (bytes: Buffer, from: number, to: number) => void;
  readonly onChunk?: () => void;
}

export function openObserverClient(stream: Duplex): ObserverClient {
  let failure: string | null = null;
  const session = connect('http://hubble-relay', { createConnection: () => stream, settings: { initialWindowSize: WINDOW_BYTES } });
  session.on('error', (error: Error) => (failure ??= error.message));
  session.on('connect', () => session.setLocalWindowSize(WINDOW_BYTES * 4));
  stream.on('error', (error: Error) => (failure ??= error.message));
  return {
    call: (path, request, handlers, signal) => callOn(session, path, request, handlers, signal, () => failure),
    close() {
      session.destroy();
      stream.destroy();
    },
  };
}

function callOn(
  session: ClientHttp2Session,
  path: string,
  request: Buffer,
  { onMessage, onChunk }: AnswerHandlers,
  signal: AbortSignal,
  failure: () => string | null,
): Promise<CallEnd> {
  return new Promise((resolve) => {
    if (session.destroyed || session.closed) {
      resolve({ status: UNAVAILABLE, message: failure() ?? 'the connection is closed' });
      return;
    }
    const frames = new GrpcFrames();
    let end: CallEnd | null = null;
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
      'grpc-accept-encoding': 'identity',
      'user-agent': 'tart-lab',
    });
    const cancel = (): void => stream.close(constants.NGHTTP2_CANCEL);
    const readEnd = (headers: Readonly<Record<string, unknown>>): void => {
      const status = headers['grpc-status'];
      if (typeof status === 'string') end = { status: Number(status), message: messageOf(headers['grpc-message']) };
    };
    stream.on('response', (headers) => {
      if (headers[':status'] !== 200) end = { status: UNAVAILABLE, message: `HTTP status ${headers[':status']}` };
      readEnd(headers);
    });
    stream.on('trailers', readEnd);
    let told = true;
    const tell = (): void => {
      told = true;
      onChunk?.();
    };
    stream.on('data', (chunk: Buffer) => {
      if (end !== null) return;
      if (!frames.push(chunk, onMessage)) {
        end = { status: UNAVAILABLE, message: 'an answer that is compressed or too long' };
        cancel();
      } else if (told) {
        told = false; // until the turn is over: what came together is told once
        process.nextTick(tell);
      }
    });
    stream.on('error', (error: Error) => (end ??= { status: UNAVAILABLE, message: error.message }));
    stream.on('close', () => {
      signal.removeEventListener('abort', cancel);
      resolve(end ?? { status: UNAVAILABLE, message: failure() ?? 'the stream ended without a status' });
    });
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    stream.end(toGrpcFrame(request));
  });
}

function messageOf(given: unknown): string {
  if (typeof given !== 'string') return '';
  try {
    return decodeURIComponent(given);
  } catch {
    return given; // a lone percent sign: shown as it came
  }
}
