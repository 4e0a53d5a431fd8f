import type { Problem, ProblemKind } from '@tart-lab/contract/problem.ts';

const ADVICE = {
  loki_unreachable: 'Check that Loki runs and that loki.url names it as the proxy sees it. Events wait, and are sent again.',
  loki_refused: 'Correct loki.url, loki.auth, loki.tls, or loki.headers where Loki has tenants (X-Scope-OrgID), and see Loki’s limits.',
  loki_lost: 'Nothing is lost in Tart Lab’s own history. Bring Loki back within the time that its queue lasts.',
} as const satisfies Partial<Record<ProblemKind, string>>;

/** A failure of the way to Loki; `target` is its address, which never holds a secret. */
export const lokiProblem = (kind: keyof typeof ADVICE, target: string, detail: string): Problem => ({
  kind,
  target,
  doing: 'push events to Loki',
  detail: detail.slice(0, 300),
  advice: ADVICE[kind],
});
