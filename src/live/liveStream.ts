import {
  auditTime,
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  filter,
  mergeMap,
  Observable,
  of,
  retry,
  share,
  startWith,
  Subject,
  throwError,
  timer,
} from 'rxjs';
import type { ShownProblem } from '../client/answers.ts';
import { toStreamProblem, type AskedSubscription, type StreamClient } from '../client/streamClient.ts';
import type { StreamEvent } from '../client/streamEvents.ts';

/** What one follower hears: news of its query, or that nothing comes at present, until the next news. */
export type LiveEvent = Exclude<StreamEvent, { name: 'opened' }> | { readonly name: 'lost'; readonly problem: ShownProblem };

/** A query to follow, from an answer that was asked at `askedAtMs` (this browser's clock) and ends at `toMs`. */
export interface Followed extends Omit<AskedSubscription, 'id' | 'cursorMs'> {
  readonly toMs: number;
  readonly askedAtMs: number;
}

/** A dashboard that changes leaves its panels one after the other and comes back at once. */
const CLOSE_AFTER_MS = 5000;
/** Panels of a dashboard begin together. */
const TOGETHER_MS = 50;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * The one connection for live values of a data source in this browser tab, shared by all its panels. It opens with the first
 * follower, closes a few seconds after the last, and comes back by itself, with growing pauses, where everyone left off.
 */
export class LiveStream {
  private readonly client: StreamClient;
  private readonly followed = new Map<string, { readonly what: Followed; cursorMs: number | null }>();
  private readonly changes = new Subject<void>();
  private readonly events: Observable<LiveEvent>;
  /** How far the proxy's clock is ahead of this browser's. */
  private aheadMs = 0;
  private version = 0;
  private failures = 0;
  private lost: LiveEvent | null = null;

  constructor(client: StreamClient) {
    this.client = client;
    this.events = defer(() => this.connect()).pipe(
      retry({ delay: () => timer(pauseMs(this.failures++)) }),
      share({ resetOnRefCountZero: () => timer(CLOSE_AFTER_MS) }),
    );
  }

  /** The proxy's time as far as it is known. */
  nowMs(): number {
    return Date.now() + this.aheadMs;
  }

  /** Follows a query until nobody listens. It never ends or fails: trouble is an event, `missed` the last one. */
  follow(what: Followed): Observable<LiveEvent> {
    return new Observable((observer) => {
      const id = String(++this.version);
      const entry: { readonly what: Followed; cursorMs: number | null } = { what, cursorMs: null };
      this.followed.set(id, entry);
      this.changes.next();
      if (this.lost) observer.next(this.lost);
      const subscription = this.events.pipe(filter((event) => isFor(event, id))).subscribe((event) => {
        if ('data' in event && 'toMs' in event.data) entry.cursorMs = event.data.toMs;
        if (event.name === 'missed') this.followed.delete(id);
        observer.next(event);
      });
      return () => {
        subscription.unsubscribe();
        this.followed.delete(id);
        this.version++;
        this.changes.next();
      };
    });
  }

  private connect(): Observable<LiveEvent> {
    return this.client.events().pipe(
      mergeMap((event) => {
        if (event.name !== 'opened') return of(event);
        this.aheadMs = event.data.nowMs - Date.now();
        return this.tellChanges(event.data.stream);
      }),
      catchError((error: unknown) => {
        this.lost = { name: 'lost', problem: problemOf(error) };
        return concat(
          of(this.lost),
          throwError(() => error),
        );
      }),
    );
  }

  /** Tells the proxy what is followed, now and whenever it changes; one call at a time, so that the last one is the newest. */
  private tellChanges(stream: string): Observable<LiveEvent> {
    let told = -1;
    return this.changes.pipe(
      startWith(undefined),
      auditTime(TOGETHER_MS),
      concatMap(() => {
        if (told === this.version) return EMPTY;
        told = this.version;
        return this.client.follow(stream, this.subscriptions());
      }),
      concatMap((refused) => {
        if (!refused.ok) return throwError(() => new LostStream(refused.error));
        this.failures = 0;
        this.lost = null;
        return refused.value.map(({ id, problem }): LiveEvent => ({ name: 'problem', data: { ids: [id], problem } }));
      }),
    );
  }

  private subscriptions(): AskedSubscription[] {
    return [...this.followed].map(
      ([
        id,
        {
          what: { toMs, askedAtMs, ...what },
          cursorMs,
        },
      ]) => ({
        id,
        ...what,
        cursorMs: cursorMs ?? Math.round(Math.min(toMs, askedAtMs + this.aheadMs)),
      }),
    );
  }
}

/** Why a stream that was open is given up: its proxy does not know it any more, or cannot be told what to follow. */
class LostStream extends Error {
  readonly problem: ShownProblem;
  constructor(problem: ShownProblem) {
    super(problem.detail);
    this.problem = problem;
  }
}

const problemOf = (error: unknown): ShownProblem => (error instanceof LostStream ? error.problem : toStreamProblem(error));

/** Trouble of the connection concerns everyone. */
const isFor = (event: LiveEvent, id: string): boolean => event.name === 'lost' || event.data.ids.includes(id);

/** Growing pauses of which a random half may be missing: many tabs that were cut off together do not come back together. */
const pauseMs = (failures: number): number => Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures) * (0.5 + Math.random() / 2);
