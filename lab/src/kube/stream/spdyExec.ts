import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { KubeContext } from '../api/context.ts';
import type { SpdySession, SpdyStream } from '../spdy/spdySession.ts';
import { type ExecWish, runExec } from './exec.ts';

/** Runs a command over SPDY: one stream each for error, stdin, stdout and stderr, told apart by their header `streamtype`. */
export async function serveSpdyExec(context: KubeContext, wish: ExecWish, session: SpdySession, head: Buffer): Promise<void> {
  const streams = new Map<string, SpdyStream>();
  const wanted = ['error', ...(['stdin', 'stdout', 'stderr'] as const).filter((name) => wish[name])];
  const abort = new AbortController();
  await session.run(head, (stream) => {
    streams.set(stream.headers.get('streamtype') ?? '', stream);
    // Sizes of a terminal come on a stream of their own; nobody reads them.
    if (stream.headers.get('streamtype') === 'resize') stream.resume();
    else if (wanted.every((name) => streams.has(name))) void serve();
  });
  abort.abort();

  async function serve(): Promise<void> {
    const out = (name: string): Writable => streams.get(name) ?? nowhere();
    const [stdout, stderr, error] = [out('stdout'), wish.tty ? out('stdout') : out('stderr'), out('error')];
    const status = await runExec(context, wish, { stdin: streams.get('stdin') ?? null, stdout, stderr, signal: abort.signal });
    if (!error.destroyed) error.write(JSON.stringify(status));
    // The client takes the end of the streams for the end of the command.
    const ends = [...new Set([stdout, stderr, error])].map((stream) => endOf(stream));
    await Promise.all(ends);
    session.end();
  }
}

async function endOf(stream: Writable): Promise<void> {
  if (stream.destroyed) return;
  stream.end();
  await finished(stream, { readable: false }).catch(() => undefined); // a client that has gone waits for no end
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
