import type { Problem, ProblemKind } from '@tart-lab/contract/problem.ts';
import { isTlsCode } from '../../transport/httpLink.ts';

const MOST_DETAIL = 300;
const short = (text: string): string => (text.length > MOST_DETAIL ? `${text.slice(0, MOST_DETAIL)} …` : text);

const ADVICE: Partial<Record<ProblemKind, string>> = {
  prometheus_unreachable: 'Check that the server runs and that history.url names it as the proxy sees it.',
  prometheus_tls_failed: 'Set history.tls.ca to the CA of the server’s certificate, or correct the host in history.url.',
  prometheus_auth_failed: 'Correct history.auth, and history.headers where the server has tenants (X-Scope-OrgID).',
  prometheus_limited: 'Select fewer series or a shorter range, use sum or top, or raise the limit that the server names.',
  prometheus_timed_out: 'Select fewer series or a shorter range, or raise history.timeout.',
  prometheus_failed: 'See the server’s log; it is asked again with the next query.',
  prometheus_unreadable: 'Check history.url: Mimir’s ends in /prometheus, and a login page in between answers with HTML.',
  prometheus_empty: 'Let the server scrape this proxy’s /metrics, and correct history.match, which is added to every query.',
};

/** A failure of the server that keeps the history; `target` is its address, which never holds a secret. */
export const prometheusProblem = (kind: ProblemKind, target: string, doing: string, detail: string): Problem => ({
  kind,
  target,
  doing,
  detail: short(detail),
  advice: ADVICE[kind] ?? '',
});

/** Which kind an error of the connection is, by its code. */
export function kindOfError(code: string): ProblemKind {
  if (code === 'ETIMEDOUT' || code === 'ABORT_ERR') return 'prometheus_timed_out';
  return isTlsCode(code) ? 'prometheus_tls_failed' : 'prometheus_unreachable';
}

/** What servers say when a query asks for more than they allow: Prometheus, Mimir and Thanos in this order. */
const LIMIT = /too many|exceed|maximum resolution|max-|limit|query length/i;

/** Which kind a refusal is, by its status and what the API said of it. */
export function kindOfRefusal(status: number, errorType: string | undefined, error: string): ProblemKind {
  if (status === 401 || status === 403) return 'prometheus_auth_failed';
  if (status === 429 || status === 413) return 'prometheus_limited';
  if (errorType === 'timeout' || errorType === 'canceled' || status === 504) return 'prometheus_timed_out';
  if (errorType === undefined) return status >= 500 ? 'prometheus_failed' : 'prometheus_unreadable';
  return LIMIT.test(error) ? 'prometheus_limited' : 'prometheus_failed';
}
