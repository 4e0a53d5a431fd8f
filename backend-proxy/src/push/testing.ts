import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { LabEvent } from '@tart-lab/contract/event.ts';

/** Event number `n`, at `n` seconds after the epoch, of one VM. */
export const eventOf = (n: number, more: Partial<LabEvent> = {}): LabEvent => ({
  atMs: n * 1000,
  kind: 'vm_started',
  severity: 'info',
  text: `event ${n}`,
  labels: { vm: 'dev-worker1', mac: 'studio', cluster: 'dev' },
  ...more,
});
export const eventsFrom = (first: number, last: number): LabEvent[] =>
  Array.from({ length: last - first + 1 }, (_, i) => eventOf(first + i));
/** Which events these are. */
export const numbersOf = (events: readonly LabEvent[]): number[] => events.map(({ text: told }) => Number(told.replace('event ', '')));

const Pushed = z.strictObject({
  streams: z.array(z.strictObject({ stream: z.record(z.string(), z.string()), values: z.array(z.tuple([z.string(), z.string()])) })),
});
type Pushed = z.infer<typeof Pushed>;

/** What a stand-in answers to a push; `hang` answers nothing. */
export type LokiAnswer = { readonly status: number; readonly text?: string; readonly headers?: Record<string, string> } | 'hang';

/** A server that takes pushes as Loki does, and remembers them. */
export interface LokiStandIn {
  readonly url: string;
  /** Every push that came, also those refused, in order. */
  readonly asked: { readonly atMs: number; readonly headers: IncomingMessage['headers']; readonly path: string; readonly pushed: Pushed }[];
  /** The texts of the lines that it took, in order. */
  taken(): string[];
  /** What it answers from now on: once each, and then 204. */
  answer(...answers: LokiAnswer[]): void;
  close(): Promise<void>;
}

/** Starts one at `port`, or at a free one. A push without streams is refused with 422, as by Loki 3. */
export async function openLokiStandIn(port = 0): Promise<LokiStandIn> {
  const asked: LokiStandIn['asked'] = [];
  const lines: string[] = [];
  let answers: LokiAnswer[] = [];
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      response.end(JSON.stringify({ version: '3.5.1' }));
      return;
    }
    void text(request).then((body) => {
      const pushed = Pushed.parse(JSON.parse(body));
      asked.push({ atMs: performance.now(), headers: request.headers, path: request.url ?? '', pushed });
      const answer =
        answers.shift() ?? (pushed.streams.length === 0 ? { status: 422, text: 'at least one valid stream' } : { status: 204 });
      if (answer === 'hang') return;
      if (answer.status === 204) {
        const values = pushed.streams.flatMap((stream) => stream.values);
        for (const [, line] of values) lines.push(z.object({ text: z.string() }).parse(JSON.parse(line)).text);
      }
      response.writeHead(answer.status, answer.headers).end(answer.text);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`,
    asked,
    taken: () => [...lines],
    answer(...next) {
      answers = next;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
