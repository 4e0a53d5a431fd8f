import { Observable, of } from 'rxjs';
import type { BackendSrv, BackendSrvRequest, FetchResponse } from '@grafana/runtime';
import type { Subscription } from '@tart-lab/contract/stream.ts';
import { z } from 'zod';

type Chunk = FetchResponse<Uint8Array | undefined>;

const Told = z.object({ subscriptions: z.array(z.custom<Subscription>((value) => typeof value === 'object' && value !== null)) });

/** Stands in for Grafana's server with a proxy that streams. What it sends is up to the test; what it was told is kept. */
export class FakeStream implements Pick<BackendSrv, 'chunked' | 'fetch'> {
  /** How often a stream was opened, and how many are open now. */
  opened = 0;
  open = 0;
  /** The lists of what a stream shall follow, as they came. */
  readonly told: Subscription[][] = [];
  private readonly readers = new Set<{ readonly next: (text: string) => void; readonly end: () => void }>();

  chunked(request: BackendSrvRequest): Observable<Chunk> {
    return new Observable((observer) => {
      this.opened += 1;
      this.open += 1;
      const reader = {
        next: (text: string): void => observer.next({ ...envelopeOf(request), data: new TextEncoder().encode(text) }),
        end: (): void => observer.complete(),
      };
      this.readers.add(reader);
      reader.next(eventText('opened', { stream: `s${this.opened}`, cycleMs: 5000, nowMs: Date.now() }));
      return () => {
        this.open -= 1;
        this.readers.delete(reader);
      };
    });
  }

  fetch<T>(request: BackendSrvRequest): Observable<FetchResponse<T>> {
    this.told.push(Told.parse(request.data).subscriptions);
    const { body, ...response } = { body: { refused: [] } as unknown, ...envelopeOf(request) };
    return of({ ...response, data: body as T });
  }

  /** Sends an event to every open stream. */
  send(name: string, data: unknown): void {
    for (const reader of this.readers) reader.next(eventText(name, data));
  }

  /** Ends every open stream, as a proxy that is restarted does. */
  cut(): void {
    for (const reader of [...this.readers]) reader.end();
  }
}

const eventText = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

const envelopeOf = (request: BackendSrvRequest) => ({
  ok: true,
  status: 200,
  statusText: '',
  headers: new Headers(),
  redirected: false,
  type: 'basic' as const,
  url: request.url,
  config: request,
});
