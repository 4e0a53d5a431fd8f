import type { DataQueryError, DataQueryResponse } from '@grafana/data';
import { t } from '@grafana/i18n';
import type { Result } from '../result.ts';
import type { FilledQuery } from '../query/types.ts';
import { toDataFrames } from './toDataFrames.ts';
import type { QueryAnswer, ShownProblem } from '../client/answers.ts';
import { problemText } from '../client/problemText.ts';

/**
 * A panel's answer: each query's frames, and each failure on its own query. A failure of the whole call stands on every
 * query that it took with it.
 */
export function toResponse(answer: Result<QueryAnswer, ShownProblem>, queries: readonly FilledQuery[]): DataQueryResponse {
  if (!answer.ok) {
    return { data: [], errors: queries.map(({ refId }) => toError(refId, problemText(answer.error), answer.error.kind)) };
  }
  const { results } = answer.value;
  const errors = queries.flatMap(({ refId }): DataQueryError[] => {
    const result = results[refId];
    if (!result)
      return [toError(refId, t('problem.no-answer', 'The proxy did not answer query {{refId}}', { refId }), 'answer_unreadable')];
    if (result.problem) return [toError(refId, problemText(result.problem), result.problem.kind, result.status)];
    return result.error === undefined ? [] : [toError(refId, result.error, 'internal', result.status)];
  });
  return {
    data: queries.flatMap((query) => toDataFrames(results[query.refId]?.frames ?? [], query)),
    ...(errors.length > 0 ? { errors } : {}),
  };
}

const toError = (refId: string, message: string, kind: string, status?: number): DataQueryError => ({
  refId,
  message,
  status,
  data: { message, error: kind },
});
