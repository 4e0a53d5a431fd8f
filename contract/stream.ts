import { z } from 'zod';
import { Frame, Notice } from './frame.ts';
import { Problem } from './problem.ts';
import { Query } from './query.ts';

/** Subscriptions that one stream may hold. */
export const MOST_SUBSCRIPTIONS = 200;

const Id = z.string().min(1).max(64);
const Ms = z.number().int().min(0);

/**
 * One query that is followed. `cursorMs` (epoch ms, the proxy's clock) is up to when the client already has the answer. The range
 * slides when `lastMs` is its length; it only grows when `fromMs` is its beginning. `stepMs` is the grid of the time series that are
 * continued, as `meta.custom` of their frames says it: null where points were measured.
 */
export const Subscription = z.strictObject({
  id: Id,
  query: Query,
  cursorMs: Ms,
  lastMs: z.number().int().min(1).optional(),
  fromMs: Ms.optional(),
  maxDataPoints: z.number().int().min(1).max(100_000).default(1000),
  intervalMs: z.number().int().min(1).default(1000),
  stepMs: z.number().int().min(1000).nullable().optional(),
});
export type Subscription = z.infer<typeof Subscription>;

/** `POST /api/v1/stream/:id`: all that the stream shall follow from now on. Entries are checked one by one, so a bad one fails alone. */
export const StreamRequest = z.strictObject({ subscriptions: z.array(z.looseObject({ id: Id })).max(MOST_SUBSCRIPTIONS) });
export type StreamRequest = z.infer<typeof StreamRequest>;

/** Which subscriptions were refused and why; the others are followed. */
export const StreamAnswer = z.object({ refused: z.array(z.object({ id: z.string(), problem: Problem })) });
export type StreamAnswer = z.infer<typeof StreamAnswer>;

/** The first event: the stream's name for `POST`, how often answers are renewed at most, and the proxy's clock. */
export const StreamOpened = z.object({ stream: z.string(), cycleMs: z.number(), nowMs: z.number() });
export type StreamOpened = z.infer<typeof StreamOpened>;

const Values = z.array(z.number().nullable());
const followed = { ids: z.array(z.string()), toMs: z.number() };

/**
 * New points of time series. What a client has of a series from `fromMs` to the event's `toMs` is replaced by `times` and `values`.
 * A series is named by a number for as long as the stream lasts; `schemas` tells what it is before it is used, or used otherwise.
 * `order`, where given, lists the series that the answer has, in its order; without it, series that are not mentioned stay.
 * `notices` are there when they changed.
 */
export const SeriesNews = z.object({
  ...followed,
  schemas: z.array(z.object({ series: z.number(), schema: Frame.shape.schema })),
  tails: z.array(z.object({ series: z.number(), fromMs: z.number(), times: z.array(z.number()), values: Values })),
  order: z.array(z.number()).optional(),
  notices: z.array(Notice).optional(),
});
export type SeriesNews = z.infer<typeof SeriesNews>;

/** Rows that are new, in frames of the query's form: events, newest first. A client drops those it has, by `id` and time. */
export const RowsNews = z.object({ ...followed, frames: z.array(Frame) });
export type RowsNews = z.infer<typeof RowsNews>;

/** A whole answer that takes the place of the one before. */
export const FramesNews = z.object({ ...followed, frames: z.array(Frame) });
export type FramesNews = z.infer<typeof FramesNews>;

/** What stands in the way of an answer now; the next news says that it is over. */
export const ProblemNews = z.object({ ids: z.array(z.string()), problem: Problem });
export type ProblemNews = z.infer<typeof ProblemNews>;

/** News were lost, or the cursor lies too far back: these subscriptions have ended; ask the whole query and subscribe anew. */
export const MissedNews = z.object({ ids: z.array(z.string()) });
export type MissedNews = z.infer<typeof MissedNews>;

/**
 * The names of the events of `GET /api/v1/stream` and what their data is. A comment comes every `HEARTBEAT_MS`, so that a stream
 * that says nothing for three times as long is dead.
 */
export const STREAM_EVENTS = {
  opened: StreamOpened,
  series: SeriesNews,
  rows: RowsNews,
  frames: FramesNews,
  problem: ProblemNews,
  missed: MissedNews,
} as const;
export type StreamEventName = keyof typeof STREAM_EVENTS;

export const HEARTBEAT_MS = 15_000;
