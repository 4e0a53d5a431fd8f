import { pipeline } from 'node:stream/promises';
import type { KubeContext } from '../api/context.ts';
import type { KubeObject } from '../objectStore.ts';
import type { SpdySession, SpdyStream } from '../spdy/spdySession.ts';
import { openForward } from './forward.ts';

interface Pair {
  data?: SpdyStream;
  error?: SpdyStream;
}

/** Forwards ports over SPDY: each connection is a pair of streams, data and error, with one request id. */
export async function serveSpdyForward(context: KubeContext, pod: KubeObject, session: SpdySession, head: Buffer): Promise<void> {
  const pairs = new Map<string, Pair>();
  await session.run(head, (stream) => {
    const requestId = stream.headers.get('requestid') ?? '';
    const pair = pairs.get(requestId) ?? {};
    pairs.set(requestId, pair);
    if (stream.headers.get('streamtype') === 'error') pair.error = stream;
    else pair.data = stream;
    if (!pair.data || !pair.error) return;
    pairs.delete(requestId);
    void forward(context, pod, pair.data, pair.error);
  });
}

async function forward(context: KubeContext, pod: KubeObject, data: SpdyStream, error: SpdyStream): Promise<void> {
  error.resume();
  const target = await openForward(context, pod, Number(data.headers.get('port')));
  if (typeof target === 'string') {
    error.end(target);
    data.end();
    data.resume();
    return;
  }
  // Each direction ends on its own; whichever breaks, the other side's streams are closed with it.
  const ends = [pipeline(data, target, { end: true }), pipeline(target, data, { end: true })];
  await Promise.allSettled(ends);
  target.destroy();
  if (!error.destroyed) error.end();
}
