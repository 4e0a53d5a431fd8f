import { isDataFrame, type DataQueryResponse } from '@grafana/data';
import { t } from '@grafana/i18n';
import type { Frame, Notice } from '@tart-lab/contract/frame.ts';
import type { ShownProblem } from '../client/answers.ts';
import { problemText } from '../client/problemText.ts';
import { withNotices } from './held.ts';

/** Why what is shown is not renewed at present. */
const noticeOf = (problem: ShownProblem): Notice => ({
  severity: 'warning',
  text: t('live.interrupted', 'Live values do not come at present: {{why}}', {
    why: problemText(problem),
    interpolation: { escapeValue: false },
  }),
});

/** Frames that say why they are not renewed. */
export const troubledFrames = (frames: readonly Frame[], problem: ShownProblem): Frame[] =>
  withNotices(frames, [...(frames[0]?.schema.meta?.notices ?? []), noticeOf(problem)]);

/** What is shown, saying why it is not renewed. */
export function troubledResponse(response: DataQueryResponse, problem: ShownProblem): DataQueryResponse {
  const [first, ...others] = response.data.filter(isDataFrame);
  if (!first) return response;
  const notices = [...(first.meta?.notices ?? []), noticeOf(problem)];
  return { ...response, data: [{ ...first, meta: { ...first.meta, notices } }, ...others] };
}
