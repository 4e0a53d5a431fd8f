import { catchError, concat, defer, from, map, of, switchMap, tap, throwError, timer, type Observable } from 'rxjs';
import { LoadingState, rangeUtil, type DataQueryRequest, type DataQueryResponse } from '@grafana/data';
import type { QueryAnswer, ShownProblem } from '../client/answers.ts';
import { toResponse } from '../frame/toResponse.ts';
import type { FilledQuery } from '../query/types.ts';
import type { Result } from '../result.ts';
import { AskAgain } from './askAgain.ts';
import { followAnswer } from './followAnswer.ts';
import { rangeNow, reachesNow } from './liveRange.ts';
import type { LiveStream } from './liveStream.ts';
import { troubledResponse } from './trouble.ts';

/** A panel's queries, which of them are live, how they are asked (times are epoch ms), and the stream of their data source. */
export interface LiveAnswersOptions {
  readonly request: Pick<DataQueryRequest, 'range' | 'timezone'>;
  readonly queries: readonly FilledQuery[];
  readonly isLive: (query: FilledQuery) => boolean;
  readonly ask: (fromMs: number, toMs: number) => Promise<Result<QueryAnswer, ShownProblem>>;
  readonly stream: Pick<LiveStream, 'follow' | 'nowMs'>;
  readonly maxDataPoints: number;
  readonly intervalMs: number;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/**
 * A panel's answer, and then new ones as values come, until its range ends or nobody listens. Every packet holds all queries of the
 * panel and takes the place of the one before. Trouble of the stream is a notice on what is shown; it never empties the panel.
 */
export function liveAnswers(options: LiveAnswersOptions): Observable<DataQueryResponse> {
  let shown: DataQueryResponse | null = null;
  const attempt = (failures: number): Observable<DataQueryResponse> =>
    defer(() => askAndFollow(options, shown !== null)).pipe(
      tap((response) => (shown = response)),
      catchError((error: unknown) => {
        if (!(error instanceof AskAgain)) return throwError(() => error);
        const next = error.heard ? 0 : failures + 1;
        const again = timer(pauseMs(next)).pipe(switchMap(() => attempt(next)));
        return error.problem && shown ? concat(of(troubledResponse(shown, error.problem)), again) : again;
      }),
    );
  return attempt(0).pipe(map((response) => ({ ...response, key: 'live' })));
}

function askAndFollow(options: LiveAnswersOptions, isShown: boolean): Observable<DataQueryResponse> {
  const { request, queries, stream, ask, isLive } = options;
  const range = rangeNow(request);
  const askedAtMs = Date.now();
  // Where the proxy's clock is ahead, its newest values lie in this browser's future.
  const toMs = rangeUtil.isRelativeTimeRange(range.raw) ? Math.max(range.to.valueOf(), stream.nowMs()) : range.to.valueOf();
  return from(ask(range.from.valueOf(), Math.round(toMs))).pipe(
    switchMap((answer) => {
      if (!answer.ok && isShown) return throwError(() => new AskAgain(answer.error, false));
      const live = queries.filter((query) => answer.ok && isLive(query) && isAnswered(answer.value.results[query.refId]));
      if (!answer.ok || live.length === 0 || !reachesNow(range, askedAtMs))
        return of({ ...toResponse(answer, queries), state: LoadingState.Done });
      return followAnswer({ answer: answer.value, range, toMs: Math.round(toMs), askedAtMs }, live, options);
    }),
  );
}

const isAnswered = (result: QueryAnswer['results'][string] | undefined): boolean =>
  result !== undefined && result.problem === undefined && result.error === undefined;

const pauseMs = (failures: number): number => Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures) * (0.5 + Math.random() / 2);
