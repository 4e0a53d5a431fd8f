import { auditTime, concat, defer, filter, fromEvent, map, merge, NEVER, of, takeUntil, tap, timer, type Observable } from 'rxjs';
import { LoadingState, type DataQueryResponse, type TimeRange } from '@grafana/data';
import type { Frame } from '@tart-lab/contract/frame.ts';
import type { QueryAnswer, ShownProblem } from '../client/answers.ts';
import { toResponse } from '../frame/toResponse.ts';
import { LIMITS, toProxyQuery } from '../query/toProxyQuery.ts';
import type { FilledQuery } from '../query/types.ts';
import { ok } from '../result.ts';
import { AskAgain } from './askAgain.ts';
import type { Held } from './held.ts';
import { HeldFrames } from './heldFrames.ts';
import { HeldRows } from './heldRows.ts';
import { HeldSeries, stepOf } from './heldSeries.ts';
import type { LiveAnswersOptions } from './liveAnswers.ts';
import { lengthOf, rangeNow } from './liveRange.ts';
import type { LiveEvent } from './liveStream.ts';
import { troubledFrames } from './trouble.ts';

/** An answer and when it was asked (this browser's clock); `toMs` is its end. */
export interface Asked {
  readonly answer: QueryAnswer;
  readonly range: TimeRange;
  readonly toMs: number;
  readonly askedAtMs: number;
}

/** News of one cycle come together, and so do those of a panel's queries: it is drawn once. */
const TOGETHER_MS = 100;
const LONGEST_TIMER_MS = 2_000_000_000;
/** An answer may grow by so much before it is asked again on a coarser grid. */
const MOST_GROWTH = 1.5;

/**
 * An answer, and then a new one whenever news of its live queries came, until its range ends. What the others and the refused ones
 * said stays in every packet. Fails with `AskAgain`.
 */
export function followAnswer(asked: Asked, live: readonly FilledQuery[], options: LiveAnswersOptions): Observable<DataQueryResponse> {
  const { answer, range, toMs, askedAtMs } = asked;
  const { request, queries, stream, maxDataPoints, intervalMs } = options;
  const held = new Map(live.map((query) => [query.refId, holderOf(query, answer.results[query.refId]?.frames ?? [])]));
  const trouble = new Map<string, ShownProblem>();
  const mostPoints = MOST_GROWTH * Math.max(maxDataPoints, ...[...held.values()].map((one) => one.points()));
  let heard = false;
  let waiting = false;

  function take(refId: string, one: Held, event: LiveEvent): void {
    if (event.name === 'missed') throw new AskAgain(null, heard);
    if (event.name === 'lost') return void trouble.set(refId, event.problem);
    if (event.name === 'problem') return void trouble.set(refId, event.data.problem);
    trouble.delete(refId);
    heard = true;
    if (!one.take(event) || one.points() > mostPoints) throw new AskAgain(null, heard);
  }
  function draw(state: LoadingState): DataQueryResponse {
    const results = { ...answer.results };
    for (const [refId, one] of held) {
      const before = results[refId];
      const problem = trouble.get(refId);
      const frames = one.frames();
      if (before) results[refId] = { ...before, frames: problem ? troubledFrames(frames, problem) : frames };
    }
    waiting = false;
    return { ...toResponse(ok({ results }), queries), state };
  }
  function trim(): void {
    const fromMs = rangeNow(request).from.valueOf();
    for (const one of held.values()) one.trim(fromMs);
    waiting = true;
  }

  const news = live.map((query) => {
    const one = held.get(query.refId) ?? holderOf(query, []);
    const stepMs = stepOf(one.frames());
    const follows = {
      query: toProxyQuery(query),
      ...lengthOf(range),
      maxDataPoints,
      intervalMs,
      ...(stepMs === undefined ? {} : { stepMs }),
    };
    return stream.follow({ ...follows, toMs, askedAtMs }).pipe(tap((event) => take(query.refId, one, event)));
  });
  // A tab in the background takes news in, and draws them when it is looked at.
  const drawn = merge(merge(...news).pipe(auditTime(TOGETHER_MS), tap(trim)), fromEvent(document, 'visibilitychange')).pipe(
    filter(() => waiting && !document.hidden),
    map(() => draw(LoadingState.Streaming)),
  );
  const ended = typeof range.raw.to === 'string' ? NEVER : timer(Math.min(LONGEST_TIMER_MS, range.to.valueOf() - Date.now()));
  return concat(
    defer(() => of(draw(LoadingState.Streaming))),
    drawn.pipe(takeUntil(ended)),
    defer(() => of(draw(LoadingState.Done))),
  );
}

function holderOf(query: FilledQuery, frames: readonly Frame[]): Held {
  if (query.kind === 'metric' || (query.kind === 'flows' && query.view === 'rates')) return new HeldSeries(frames);
  if (query.kind === 'events') return new HeldRows(frames, query.limit ?? LIMITS.events.usual);
  return new HeldFrames(frames);
}
