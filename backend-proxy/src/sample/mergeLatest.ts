import type { Sample } from '@tart-lab/contract/sample.ts';

/** The newest sample of each series, of those known and those that came; what is older than `mostAgeMs` at `nowMs` is gone. */
export function mergeLatest(known: readonly Sample[], came: readonly Sample[], nowMs: number, mostAgeMs: number): Sample[] {
  const latest = new Map<string, Sample>();
  for (const sample of [...known, ...came]) {
    if (nowMs - sample.atMs > mostAgeMs) continue;
    const key = JSON.stringify([sample.metric, Object.entries(sample.labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
    if ((latest.get(key)?.atMs ?? -Infinity) <= sample.atMs) latest.set(key, sample);
  }
  return [...latest.values()];
}
