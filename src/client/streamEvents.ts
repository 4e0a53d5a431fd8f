import type { z } from 'zod';
import { ProblemNews, STREAM_EVENTS } from '@tart-lab/contract/stream.ts';
import { ShownProblem } from './answers.ts';
import type { TextEvent } from './eventReader.ts';

const EVENTS = { ...STREAM_EVENTS, problem: ProblemNews.extend({ problem: ShownProblem }) };

/** An event of the proxy's stream. */
export type StreamEvent = {
  [N in keyof typeof EVENTS]: { readonly name: N; readonly data: z.infer<(typeof EVENTS)[N]> };
}[keyof typeof EVENTS];

/** Reads an event by its schema. One that only a later proxy knows is null. Throws when it is not what its name says. */
export function toStreamEvent({ name, data }: TextEvent): StreamEvent | null {
  const value: unknown = JSON.parse(data);
  switch (name) {
    case 'opened':
      return { name, data: EVENTS.opened.parse(value) };
    case 'series':
      return { name, data: EVENTS.series.parse(value) };
    case 'rows':
      return { name, data: EVENTS.rows.parse(value) };
    case 'frames':
      return { name, data: EVENTS.frames.parse(value) };
    case 'problem':
      return { name, data: EVENTS.problem.parse(value) };
    case 'missed':
      return { name, data: EVENTS.missed.parse(value) };
    default:
      return null;
  }
}
