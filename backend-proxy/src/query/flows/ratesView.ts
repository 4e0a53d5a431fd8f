import { VERDICTS } from '@tart-lab/contract/flow.ts';
import type { Frame, Notice } from '@tart-lab/contract/frame.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { FlowsQuery } from '@tart-lab/contract/query.ts';
import { KEPT_MS } from '../../live/flows/slotRing.ts';
import type { Result } from '../../result.ts';
import { ok } from '../../result.ts';
import type { Range } from '../deps.ts';
import { defaultNames } from '../legend.ts';
import type { Line } from '../line.ts';
import { VERDICT_COLOR } from './flowLook.ts';
import { hourNotice } from './flowNotices.ts';
import type { FlowsDeps } from './flowsDeps.ts';
import type { FlowsScope } from './flowsScope.ts';
import { historyLines } from './historyLines.ts';
import { pointMs, rateLines } from './rateLines.ts';

const LOST_COLOR = '#FADE2A';

/**
 * Flows a second by verdict and cluster, as time series: from memory within the last hour, from history before, which knows no
 * namespaces, workloads and protocols; a query that asks for those gets the last hour.
 */
export async function ratesView(
  { refId, limit }: FlowsQuery,
  scope: FlowsScope,
  range: Range,
  deps: FlowsDeps,
): Promise<Result<{ frames: Frame[]; notices: Notice[] }, Problem>> {
  const nowMs = deps.now();
  const old = range.fromMs < nowMs - KEPT_MS;
  const notices: Notice[] = [];
  let lines: Line[];
  let stepMs: number;
  if (old && !scope.narrowed) {
    const past = await historyLines(scope, range, deps);
    if (!past.ok) return past;
    ({ lines, stepMs } = past.value);
  } else {
    stepMs = pointMs(scope, range);
    lines = scope.sources.flatMap(({ source }) => (source.hubble() === null ? [] : rateLines(source, scope, stepMs, nowMs)));
    notices.push(...hourNotice(scope, range));
  }
  if (lines.length > limit) notices.push({ severity: 'warning', text: `Showing ${limit} of ${lines.length} series` });
  return ok({ frames: toFrames(refId, lines.slice(0, limit), stepMs), notices });
}

function toFrames(refId: string, lines: readonly Line[], stepMs: number): Frame[] {
  const meta = { type: 'timeseries-multi', typeVersion: [0, 1] satisfies [number, number] };
  const time = { name: 'Time', type: 'time', config: { interval: stepMs } } as const;
  if (lines.length === 0) {
    const fields = [time, { name: 'Flows', type: 'number', config: { unit: 'cps' } } as const];
    return [{ schema: { refId, name: 'flows', meta, fields }, data: { values: [[], []] } }];
  }
  const names = defaultNames(
    lines.map(({ labels }) => labels),
    ['verdict'],
    'flows',
  );
  const alone = new Set(lines.map(({ labels }) => labels['cluster'])).size === 1;
  return lines.map(({ labels, times, values }, i): Frame => {
    const name = names[i] ?? 'flows';
    const verdict = VERDICTS.find((one) => one === labels['verdict']);
    const color = alone ? { color: { mode: 'fixed', fixedColor: verdict ? VERDICT_COLOR[verdict] : LOST_COLOR } } : {};
    const config = { unit: 'cps', min: 0, displayNameFromDS: name, ...color };
    return {
      schema: { refId, name, meta: { ...meta }, fields: [time, { name: 'Flows', type: 'number', labels: { ...labels }, config }] },
      data: { values: [times, values] },
    };
  });
}
