import type { Frame, Notice } from '@tart-lab/contract/frame.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { FlowsQuery } from '@tart-lab/contract/query.ts';
import type { Result } from '../../result.ts';
import { ok } from '../../result.ts';
import type { Range } from '../deps.ts';
import { connectionsView } from './connectionsView.ts';
import { flowNotices, hourNotice, youngNotices } from './flowNotices.ts';
import type { FlowsDeps } from './flowsDeps.ts';
import { toFlowsScope } from './flowsScope.ts';
import type { FlowsScope } from './flowsScope.ts';
import { graphView } from './graphView.ts';
import { listView } from './listView.ts';
import { ratesView } from './ratesView.ts';

/**
 * Answers what Hubble saw on the clusters' networks, from memory (rates from history where memory does not reach back so far). The first frame's notices
 * say what is not whole: clusters whose flows do not come and what to do, lost events, sampling, what was cut. `path` is the query's
 * place in the request, for `bad_request`.
 */
export async function answerFlowsQuery(query: FlowsQuery, range: Range, deps: FlowsDeps, path: string): Promise<Result<Frame[], Problem>> {
  const scope = toFlowsScope(query, range, deps, path);
  if (!scope.ok) return scope;
  const finest = { ...range, intervalMs: Math.max(range.intervalMs, query.minIntervalMs ?? 0) };
  const view = await toView(query, scope.value, finest, deps);
  if (!view.ok) return view;
  const { frames, notices } = view.value;
  const said = [...notices, ...scope.value.notices, ...flowNotices(scope.value, range, deps.now())];
  if (said.length === 0 && frames.every(isEmpty)) said.push({ severity: 'info', text: 'No flow fits the selection in this range' });
  const [first] = frames;
  if (first && said.length > 0) first.schema.meta = { ...first.schema.meta, notices: said };
  return ok(frames);
}

const isEmpty = ({ data }: Frame): boolean => (data.values[0]?.length ?? 0) === 0;

async function toView(
  query: FlowsQuery,
  scope: FlowsScope,
  range: Range,
  deps: FlowsDeps,
): Promise<Result<{ frames: Frame[]; notices: Notice[] }, Problem>> {
  const withHour = ({ frames, notices }: { frames: Frame[]; notices: Notice[] }) =>
    ok({ frames, notices: [...hourNotice(scope, range), ...youngNotices(scope, deps.now()), ...notices] });
  switch (query.view) {
    case 'graph':
      return withHour(graphView(query, scope));
    case 'connections':
      return withHour(connectionsView(query, scope));
    case 'list':
      return withHour(listView(query, scope, range.fromMs, deps.now()));
    case 'rates':
      return ratesView(query, scope, range, deps);
  }
}
