import type { Response } from 'express';
import type { Problem, ProblemKind } from '@tart-lab/contract/problem.ts';
import type { Refusal } from '@tart-lab/contract/routes.ts';
import type { Result } from '../result.ts';

/** HTTP status by kind; what is not here says that something is wrong behind the proxy, 502. Never 401: Grafana hides its body. */
const STATUS: Partial<Record<ProblemKind, number>> = {
  bad_request: 400,
  unknown_metric: 400,
  limit_reached: 400,
  token_required: 403,
  token_wrong: 403,
  not_found: 404,
  too_large: 413,
  not_ready: 503,
  history_paused: 503,
  history_failed: 503,
  prometheus_limited: 422,
  prometheus_timed_out: 504,
  internal: 500,
};

export const statusOf = ({ kind }: Problem): number => STATUS[kind] ?? 502;

/** Sends a value as JSON, or its problem under the status of its kind. */
export function respond<T>(res: Response, result: Result<T, Problem>): void {
  if (result.ok) res.json(result.value);
  else refuse(res, result.error);
}

/** Sends a problem under the status of its kind, or under one that HTTP itself asks for. */
export function refuse(res: Response, problem: Problem, status = statusOf(problem)): void {
  const body: Refusal = { problem };
  res.status(status).json(body);
}
