import type { Problem } from '@tart-lab/contract/problem.ts';

/** Clocks further apart than this are reported: times of events and ages would mislead. */
const MAX_SKEW_MS = 30_000;

/**
 * How far the API server's clock is ahead of ours (negative: behind), in ms, as its Date header shows; 0 while both may agree.
 * The header is cut to seconds and was written between the request and its answer, so only what lies outside counts.
 */
export function toSkewMs(serverDateMs: number, sentMs: number, heardMs: number): number {
  if (serverDateMs > heardMs) return serverDateMs - heardMs;
  return Math.min(0, serverDateMs + 1000 - sentMs);
}

/** The problem of clocks that are apart, or null. */
export function toSkewProblem(cluster: string, skewMs: number): Problem | null {
  if (Math.abs(skewMs) <= MAX_SKEW_MS) return null;
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  return {
    kind: 'clock_skewed',
    target: cluster,
    doing: 'compare clocks',
    detail: `the API server’s clock is ${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} the proxy’s`,
    advice: 'Set the clocks of both by NTP; until then ages and times of events of this cluster are off by as much.',
  };
}
