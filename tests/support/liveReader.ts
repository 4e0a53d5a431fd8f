import type { StreamAnswer } from '../../contract/stream.ts';
import { StreamAnswer as Answer } from '../../contract/stream.ts';
import { EventReader } from '../../src/client/eventReader.ts';
import { toStreamEvent, type StreamEvent } from '../../src/client/streamEvents.ts';
import { TOKEN, until, type ProxyProcess } from './proxyProcess.ts';

/** A stream of the proxy as a client reads it, event by event. */
export interface LiveReader {
  readonly name: string;
  readonly events: readonly StreamEvent[];
  readonly ended: Promise<void>;
  follow(subscriptions: readonly object[]): Promise<StreamAnswer>;
  close(): Promise<void>;
}

const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };

/** Opens a stream and waits for its first event; `take` hears every event that comes later. */
export async function openLiveReader(proxy: ProxyProcess, take: (event: StreamEvent) => void = () => undefined): Promise<LiveReader> {
  const stop = new AbortController();
  const answer = await fetch(`${proxy.url}/api/v1/stream`, { headers, signal: stop.signal });
  const type = answer.headers.get('content-type');
  if (!answer.ok || !type?.startsWith('text/event-stream')) throw new Error(`the stream answers ${answer.status} as ${type}`);
  if (answer.headers.has('content-length')) throw new Error('a stream has no length');
  const events: StreamEvent[] = [];
  const reader = new EventReader();
  const pieces = answer.body?.getReader();
  const read = async (): Promise<void> => {
    for (;;) {
      const piece = await pieces?.read();
      if (!piece?.value) return;
      for (const text of reader.read(piece.value)) {
        const event = toStreamEvent(text);
        if (!event) continue;
        events.push(event);
        take(event);
      }
    }
  };
  const ended = read().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  const first = await until(() => events[0], 2000);
  if (first.name !== 'opened') throw new Error(`the first event is ${first.name}`);
  const name = first.data.stream;
  return {
    name,
    events,
    ended,
    async follow(subscriptions) {
      const body = JSON.stringify({ subscriptions });
      const told = await fetch(`${proxy.url}/api/v1/stream/${name}`, { method: 'POST', headers, body });
      return Answer.parse(await told.json());
    },
    async close() {
      stop.abort();
      await ended;
    },
  };
}
