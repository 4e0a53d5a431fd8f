import { VERDICTS } from '@tart-lab/contract/flow.ts';
import type { Frame, Notice } from '@tart-lab/contract/frame.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { FlowsQuery } from '@tart-lab/contract/query.ts';
import { KEPT_MS, SLOT_MS } from '../../live/flows/slotRing.ts';
import type { Result } from '../../result.ts';
import { ok } from '../../result.ts';
import type { Range } from '../deps.ts';
import { defaultNames } from '../legend.ts';
import type { Line } from '../line.ts';
import { VERDICT_COLOR } from './flowLook.ts';
import { hourNotice, youngNotices } from './flowNotices.ts';
import type { FlowsDeps } from './flowsDeps.ts';
import type { FlowsScope } from './flowsScope.ts';
import { historyLines } from './historyLines.ts';
import { pointMs, rateLines } from './rateLines.ts';

const LOST_COLOR = '#FADE2A';

/**
 * Flows a second by verdict and cluster, as time series: from memory what it holds whole, else from history (a range of more than an
 * hour, or one that began before the proxy did). History knows no namespaces, workloads and protocols; a query that asks for those
 * gets what memory holds. Where history fails within the last hour, memory answers, with a warning.
 */
export async function ratesView(
  { refId, limit }: FlowsQuery,
  scope: FlowsScope,
  range: Range,
  deps: FlowsDeps,
): Promise<Result<{ frames: Frame[]; notices: Notice[] }, Problem>> {
  const nowMs = deps.now();
  const notices: Notice[] = [];
  const old = range.fromMs < nowMs - KEPT_MS;
  const past = scope.narrowed || !(old || isYoung(scope, range)) ? null : await historyLines(scope, range, deps);
  if (past !== null && !past.ok && old) return past;
  if (past !== null && !past.ok) notices.push({ severity: 'warning', text: `Flows from before the proxy's start: ${past.error.detail}` });
  const fromPast = past?.ok && (old || reachesBack(past.value.lines, scope)) ? past.value : null;
  let lines: Line[];
  // Grafana breaks a line where two points are further apart; those of history come a little early or late.
  let longestMs: number;
  if (fromPast) ({ lines, longestMs } = fromPast);
  else {
    longestMs = pointMs(scope, range);
    lines = scope.sources.flatMap(({ source }) => (source.hubble() === null ? [] : rateLines(source, scope, longestMs, nowMs)));
    notices.push(...hourNotice(scope, range), ...youngNotices(scope, nowMs));
  }
  if (lines.length > limit) notices.push({ severity: 'warning', text: `Showing ${limit} of ${lines.length} series` });
  return ok({ frames: toFrames(refId, lines.slice(0, limit), longestMs), notices });
}

const firstMsOf = ({ source }: FlowsScope['sources'][number]): number => source.flows.coverage.firstMs ?? Infinity;

/** Whether a range began before flows were heard, for one cluster at least. */
const isYoung = ({ sources }: FlowsScope, { fromMs }: Range): boolean => sources.some((one) => firstMsOf(one) > fromMs + SLOT_MS);

/** Whether history knows of any cluster what memory does not. */
function reachesBack(lines: readonly Line[], { sources }: FlowsScope): boolean {
  const firstMs = new Map(sources.map((one) => [one.source.name, firstMsOf(one)]));
  return lines.some(({ labels, times }) => (times[0] ?? Infinity) < (firstMs.get(labels['cluster'] ?? '') ?? 0) - SLOT_MS);
}

function toFrames(refId: string, lines: readonly Line[], longestMs: number): Frame[] {
  const meta = { type: 'timeseries-multi', typeVersion: [0, 1] satisfies [number, number] };
  const time = { name: 'Time', type: 'time', config: { interval: longestMs } } as const;
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
