import express from 'express';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Log } from '../log.ts';
import { badRequest } from '../problems.ts';
import { refuse } from './respond.ts';

const MAX_BODY = '1mb';

/** Reads a JSON body of at most 1 MiB; another type of content is refused. */
export const jsonBody: RequestHandler[] = [
  (req, res, next) => {
    if (req.is('application/json')) return next();
    refuse(res, badRequest(req.path, 'the body is not application/json', 'Send "Content-Type: application/json" and a JSON body.'), 415);
  },
  express.json({ limit: MAX_BODY, strict: false }),
];

/** The last stop of what went wrong with a request: its own fault with the reason, ours as `internal` with the stack in the log only. */
export function errorHandler(log: Pick<Log, 'error'>): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    const { type, status } = faultOf(error);
    if (type === 'entity.too.large') {
      const advice = 'Ask for less at a time: fewer queries, or patterns instead of long lists.';
      return refuse(res, { kind: 'too_large', target: req.path, doing: 'read the body', detail: 'the body is larger than 1 MiB', advice });
    }
    if (type === 'entity.parse.failed') {
      // The engine's message quotes the body; only the place is passed on.
      const place = /at position \d+( \(line \d+ column \d+\))?/.exec(error instanceof Error ? error.message : '')?.[0] ?? 'at its end';
      return refuse(res, badRequest(req.path, `body: no valid JSON ${place}`, 'Send one JSON object.'));
    }
    if (status >= 400 && status < 500) {
      return refuse(
        res,
        badRequest(req.path, 'the request cannot be read', 'Check its address, headers and encoding.'),
        status === 415 ? 415 : 400,
      );
    }
    log.error({ path: req.path, err: error }, 'request_failed');
    const advice = 'This is a fault of Tart Lab; please report it with the log line request_failed.';
    refuse(res, { kind: 'internal', target: req.path, doing: 'answer the request', detail: 'an unexpected error; the log has it', advice });
  };
}

function faultOf(error: unknown): { type: string; status: number } {
  if (typeof error !== 'object' || error === null) return { type: '', status: 500 };
  const type = 'type' in error && typeof error.type === 'string' ? error.type : '';
  const status = 'status' in error && typeof error.status === 'number' ? error.status : 500;
  return { type, status };
}
