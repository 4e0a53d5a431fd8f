import type { Verdict } from '@tart-lab/contract/flow.ts';

/** How verdicts look: in arcs, edges and lines alike. Grafana's own palette, as colours that a string column may hold. */
export const VERDICT_COLOR: Readonly<Record<Verdict, string>> = {
  forwarded: '#73BF69',
  dropped: '#F2495C',
  error: '#C4162A',
  audit: '#FF9830',
  redirected: '#5794F2',
  traced: '#B877D9',
  translated: '#8AB8FF',
  unknown: '#9FA7B3',
};
export const VERDICT_TITLE: Readonly<Record<Verdict, string>> = {
  forwarded: 'Forwarded',
  dropped: 'Dropped',
  error: 'Error',
  audit: 'Audit',
  redirected: 'Redirected',
  traced: 'Traced',
  translated: 'Translated',
  unknown: 'Unknown',
};

/** `12.3/s`: three digits. Node graphs do not scale numbers by unit, so stats are texts. */
export function rateText(perSecond: number): string {
  if (perSecond === 0) return '0/s';
  if (perSecond < 0.01) return '<0.01/s';
  return `${perSecond >= 100 ? Math.round(perSecond) : Number(perSecond.toPrecision(3))}/s`;
}

/** `1.83 ms`, `2.5 s`. */
export function latencyText(ms: number): string {
  return ms >= 1000 ? `${Number((ms / 1000).toPrecision(3))} s` : `${Number(ms.toPrecision(3))} ms`;
}

export const percentText = (ratio: number): string => `${Number((ratio * 100).toPrecision(3))} %`;
