import type { Notice } from '@tart-lab/contract/frame.ts';
import type { Range } from '../deps.ts';
import { ageText, listText } from '../vmNotices.ts';
import type { FlowsScope, ScopedSource } from './flowsScope.ts';

const info = (text: string): Notice => ({ severity: 'info', text });
const warning = (text: string): Notice => ({ severity: 'warning', text });

/** More than this share of lost events makes a rate too low to be drawn. */
export const LOST_SHARE = 0.01;

/** Why an answer about flows is not whole: clusters that are not heard and what to do, nodes, lost events, sampling, what was folded. */
export function flowNotices({ sources, toMs }: FlowsScope, range: Range, nowMs: number): Notice[] {
  if (sources.length === 0) return [info('No cluster matches the selection')];
  const live = range.toMs >= nowMs - 60_000;
  return sources.flatMap((scoped) => [...(live ? linkNotices(scoped, nowMs) : []), ...countNotices(scoped, toMs)]);
}

/** The last hour is what memory holds: says so when a range begins before. */
export function hourNotice({ fromMs, toMs }: FlowsScope, range: Range): Notice[] {
  if (fromMs >= toMs) return [info('Single flows and edges are kept for an hour; this range is older')];
  return range.fromMs < fromMs - 60_000 ? [info('Single flows and edges are kept for an hour: this is the last hour of the range')] : [];
}

/** Memory begins when the proxy does, or when Hubble is heard for the first time: says so of clusters where that is within the range. */
export function youngNotices({ sources, fromMs, toMs }: FlowsScope, nowMs: number): Notice[] {
  if (fromMs >= toMs) return [];
  return sources.flatMap(({ source: { name, flows } }) => {
    const { firstMs } = flows.coverage;
    if (firstMs === null || firstMs <= fromMs + 60_000) return [];
    return [info(`${name}: single flows and edges are known since this proxy first heard Hubble, ${ageText(nowMs - firstMs)} ago`)];
  });
}

function linkNotices({ source: { name, flows, hubble } }: ScopedSource, nowMs: number): Notice[] {
  const state = hubble();
  if (state === null) return [info(`${name}: flows are not asked for (hubble: off)`)];
  if (state.phase === 'streaming') {
    const { unavailable } = state.nodes;
    return unavailable.length > 0 ? [warning(`${name}: no flows from ${listText(unavailable)}`)] : [];
  }
  const last = state.lastMessageMs === null ? '' : ` No flows for ${ageText(nowMs - state.lastMessageMs)}.`;
  if (state.problem !== null) return [warning(`${name}: ${state.problem.detail}. ${state.problem.advice}${last}`)];
  const first = flows.coverage.firstMs === null;
  return [
    info(`${name}: ${first ? 'Hubble is being looked for; the first flows are on their way' : 'Hubble is being opened again'}.${last}`),
  ];
}

function countNotices({ source: { name, flows }, slots }: ScopedSource, toMs: number): Notice[] {
  const notices: Notice[] = [];
  const lost = flows.lostIn(slots);
  if (lost.size > 0) {
    const where = [...lost].map(([place, count]) => `${count} at ${place}`).join(', ');
    notices.push(warning(`${name}: Hubble lost flow events (${where}); counts are too low, and no rate is drawn where over 1 % was lost`));
  }
  const factor = flows.factorIn(slots);
  if (factor > 1)
    notices.push(
      info(`${name}: so many flows came that up to one in ${factor} was read whole; edges are scaled up, rates by verdict are whole`),
    );
  const { folded } = flows.edges;
  if (folded > 0 && toMs > 0) notices.push(info(`${name}: ${folded} quiet edges were folded into "other"`));
  return notices;
}
