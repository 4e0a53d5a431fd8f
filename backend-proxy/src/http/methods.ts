import type { Request, RequestHandler, Response } from 'express';
import { badRequest } from '../problems.ts';
import { refuse } from './respond.ts';

/** Refuses any other method of a path that exists. */
export function only(allowed: string): RequestHandler {
  return (req, res) => {
    res.set('Allow', allowed);
    refuse(res, badRequest(req.baseUrl + req.path, `the method ${req.method} is not allowed here`, `Use ${allowed}.`), 405);
  };
}

/** Nothing is here. The path is not repeated: it may hold anything. */
export function notFound(_req: Request, res: Response): void {
  const advice = 'The API begins with /api/v1/; /healthz and /readyz tell how the proxy is.';
  refuse(res, { kind: 'not_found', target: 'proxy', doing: 'find the path', detail: 'there is nothing at this path', advice });
}
