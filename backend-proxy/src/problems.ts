import type { Problem } from '@tart-lab/contract/problem.ts';

/** A request that makes no sense as it stands: `target` is its path or query, `detail` begins with the field where there is one. */
export function badRequest(target: string, detail: string, advice: string): Problem {
  return { kind: 'bad_request', target, doing: 'read the request', detail, advice };
}

/** Two reports of one problem: same kind, target and section, whatever the words. */
export const problemKey = ({ kind, target, section }: Problem): string => `${kind}\u0000${target}\u0000${section ?? ''}`;

/** The same problems with `sinceMs` from when each was first seen: taken over from `before`, or `nowMs` when it is new. */
export function keepSince(problems: readonly Problem[], before: readonly Problem[], nowMs: number): Problem[] {
  const since = new Map(before.map((problem) => [problemKey(problem), problem.sinceMs]));
  return problems.map((problem) => ({ ...problem, sinceMs: since.get(problemKey(problem)) ?? problem.sinceMs ?? nowMs }));
}
