import type { Notice } from '@tart-lab/contract/frame.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { Query, QueryRequest } from '@tart-lab/contract/query.ts';
import type { QueryResponse, QueryResult } from '@tart-lab/contract/query.ts';
import { badRequest } from '../problems.ts';
import type { Result } from '../result.ts';
import { fail, ok } from '../result.ts';
import type { QueryDeps, Range } from './deps.ts';
import { answerEventsQuery } from './eventsQuery.ts';
import { answerFlowsQuery } from './flows/flowsQuery.ts';
import { issueText } from './issueText.ts';
import { answerLoadTestTable } from './loadtest/loadTestTables.ts';
import { answerMetricQuery } from './metricQuery.ts';
import { answerTableQuery } from './tableQuery.ts';

const DAY_MS = 86_400_000;
export const LONGEST_RANGE_MS = 400 * DAY_MS;
const QUERY_PATH = 'POST /api/v1/query';

/**
 * Answers the body of `POST /api/v1/query`. A malformed envelope fails as a whole; each query is read and answered alone, so a bad
 * one fails alone. `statusOf` is the HTTP status that its problem would have.
 */
export async function answerQueries(
  body: unknown,
  deps: QueryDeps,
  statusOf: (problem: Problem) => number,
): Promise<Result<QueryResponse, Problem>> {
  const request = QueryRequest.safeParse(body);
  if (!request.success) return fail(badRequest(QUERY_PATH, issueText(request.error), 'Send from and to in ms, and a list of queries.'));
  const { from, to, maxDataPoints, intervalMs, queries } = request.data;
  if (from > to) return fail(badRequest(QUERY_PATH, `from: ${from} is later than to, ${to}`, 'Swap from and to.'));
  const refIds = queries.map(({ refId }) => refId);
  const twice = refIds.findIndex((refId, i) => refIds.indexOf(refId) !== i);
  if (twice >= 0) {
    return fail(badRequest(QUERY_PATH, `queries[${twice}].refId: "${refIds[twice]}" is used twice`, 'Give each query a refId of its own.'));
  }
  const fromMs = Math.max(from, to - LONGEST_RANGE_MS);
  const range: Range = { fromMs, toMs: to, maxDataPoints, intervalMs };
  const shortened: Notice[] =
    fromMs > from ? [{ severity: 'warning', text: `The range was cut to its last ${LONGEST_RANGE_MS / DAY_MS} days` }] : [];
  const answers = await Promise.all(
    queries.map(async (query, i): Promise<[string, QueryResult]> => {
      const frames = await answerOne(query, range, deps, `queries[${i}]`);
      if (!frames.ok)
        return [query.refId, { status: statusOf(frames.error), frames: [], error: frames.error.detail, problem: frames.error }];
      const meta = frames.value[0]?.schema.meta;
      if (meta && shortened.length > 0) meta.notices = [...shortened, ...(meta.notices ?? [])];
      return [query.refId, { status: 200, frames: frames.value }];
    }),
  );
  // fromEntries defines properties, so a refId like __proto__ is a key as any other.
  return ok({ results: Object.fromEntries(answers) });
}

/** Answers one query of a list, which is at `path` of the request. */
export async function answerOne(given: unknown, range: Range, deps: QueryDeps, path: string): ReturnType<typeof answerMetricQuery> {
  const query = Query.safeParse(given);
  if (!query.success) return fail(badRequest('query', issueText(query.error, path), 'Correct the field; see the query reference.'));
  switch (query.data.kind) {
    case 'metric':
      return answerMetricQuery(query.data, range, deps, path);
    case 'table': {
      const { table } = query.data;
      return table === 'loadtests' || table === 'loadtest_course'
        ? answerLoadTestTable({ ...query.data, table }, range, deps, path)
        : answerTableQuery({ ...query.data, table }, deps, path);
    }
    case 'events':
      return answerEventsQuery(query.data, range, deps, path);
    case 'flows':
      await deps.lab.flowDemand.want();
      return answerFlowsQuery(query.data, range, { ...deps, flowSources: () => deps.lab.clusters() }, path);
  }
}
