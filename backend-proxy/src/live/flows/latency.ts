/** Upper bounds (ms) of the classes that latencies are counted in; the last class has none. */
const BOUNDS_MS = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000];
export const LATENCY_CLASSES = BOUNDS_MS.length + 1;

export function latencyClass(latencyMs: number): number {
  let at = 0;
  while (at < BOUNDS_MS.length && latencyMs > (BOUNDS_MS[at] ?? 0)) at += 1;
  return at;
}

/**
 * A quantile (0 to 1) in ms, taken as evenly spread within its class; null without any. What lies beyond the last bound is given as that bound:
 * at least so much.
 */
export function quantileMs(counts: readonly number[], quantile: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let left = quantile * total;
  for (const [i, count] of counts.entries()) {
    if (left > count || count === 0) {
      left -= count;
      continue;
    }
    const low = i === 0 ? 0 : (BOUNDS_MS[i - 1] ?? 0);
    const high = BOUNDS_MS[i] ?? low;
    return low + (high - low) * (left / count);
  }
  return BOUNDS_MS.at(-1) ?? null;
}
