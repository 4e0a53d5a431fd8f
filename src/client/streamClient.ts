import { EMPTY, from, lastValueFrom, mergeMap, Observable, of, throwError, timeout } from 'rxjs';
import type { BackendSrv } from '@grafana/runtime';
import { t } from '@grafana/i18n';
import { ROUTES } from '@tart-lab/contract/routes.ts';
import { HEARTBEAT_MS, StreamAnswer, type Subscription } from '@tart-lab/contract/stream.ts';
import { z } from 'zod';
import { fail, ok, type Result } from '../result.ts';
import { ShownProblem } from './answers.ts';
import { EventReader } from './eventReader.ts';
import { toStreamEvent, type StreamEvent } from './streamEvents.ts';
import { toProblem } from './toProblem.ts';

/** A subscription before the proxy checked its query's words. */
export type AskedSubscription = Omit<Subscription, 'query'> & { readonly query: object };

const Answer = StreamAnswer.extend({ refused: z.array(z.object({ id: z.string(), problem: ShownProblem })) });
type Answer = z.infer<typeof Answer>;
export type StreamBackend = Pick<BackendSrv, 'fetch' | 'chunked'>;

const DOING = 'follow live values';

/** The proxy's stream of live values, through Grafana's data source proxy at `baseUrl`. */
export class StreamClient {
  private readonly baseUrl: string;
  private readonly backend: () => StreamBackend;

  constructor(baseUrl: string, backend: () => StreamBackend) {
    this.baseUrl = baseUrl;
    this.backend = backend;
  }

  /** Opens the stream; unsubscribing closes it. It never completes: every end is an error, and so is a silence of three heartbeats. */
  events(): Observable<StreamEvent> {
    return new Observable<StreamEvent>((observer) => {
      const reader = new EventReader();
      // Grafana does not strip the leading slash here, and without one a sub-path works.
      const url = (this.baseUrl + ROUTES.stream).replace(/^\//, '');
      return this.backend()
        .chunked({ url, method: 'GET', headers: { accept: 'text/event-stream' } })
        .pipe(
          timeout({ each: 3 * HEARTBEAT_MS }),
          mergeMap((chunk) => {
            if (!chunk.ok) return throwError(() => ({ status: chunk.status, statusText: chunk.statusText, data: bodyOf(chunk.data) }));
            return chunk.data ? from(reader.read(chunk.data)) : EMPTY;
          }),
          mergeMap((event) => of(toStreamEvent(event))),
        )
        .subscribe({
          next: (event) => event && observer.next(event),
          error: (error: unknown) => observer.error(error),
          complete: () => observer.error(new Error(t('live.ended', 'The connection was closed'))),
        });
    });
  }

  /** Says what a stream follows from now on, and returns what the proxy refuses of it. */
  async follow(stream: string, subscriptions: readonly AskedSubscription[]): Promise<Result<Answer['refused'], ShownProblem>> {
    const url = `${this.baseUrl}${ROUTES.stream}/${stream}`;
    const options = { url, method: 'POST', data: { subscriptions }, showErrorAlert: false, hideFromInspector: true };
    try {
      const answer = await lastValueFrom(this.backend().fetch<unknown>(options));
      return ok(Answer.parse(answer.data).refused);
    } catch (error) {
      return fail(toProblem(error, DOING));
    }
  }
}

/** Why a stream broke off or never began. */
export const toStreamProblem = (error: unknown): ShownProblem => toProblem(error, DOING);

/** The beginning of a refusal; the proxy's are short enough to come in one piece. */
function bodyOf(bytes: Uint8Array | undefined): unknown {
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.parse(text);
  } catch {
    return text; // not the proxy's: Grafana's own words
  }
}
