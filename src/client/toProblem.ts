import { isFetchError } from '@grafana/runtime';
import { t } from '@grafana/i18n';
import { RefusalAnswer, type ShownProblem } from './answers.ts';

/**
 * Why a call brought no answer, from whatever Grafana's fetch rejects with.
 *
 * The proxy's own refusal keeps its words. Grafana's data source proxy answers 502 and 504 with an empty body when the
 * proxy cannot be reached, turns a 401 into 400 with a text of its own, and answers 403 to a path that it does not pass on.
 */
export function toProblem(error: unknown, doing: string): ShownProblem {
  if (!isFetchError(error)) return unexpected(error, doing);
  const refusal = RefusalAnswer.safeParse(error.data);
  if (refusal.success) return refusal.data.problem;

  const { status } = error;
  if (status === 502 || status === 504 || status === 0) {
    return {
      kind: 'proxy_unreachable',
      target: '',
      doing,
      detail:
        status === 504
          ? t('problem.proxy-silent', 'The Tart Lab proxy did not answer in time')
          : t('problem.proxy-unreachable', 'Grafana cannot reach the Tart Lab proxy'),
      advice: t(
        'problem.proxy-unreachable-advice',
        'Check that the proxy runs and that the URL in the data source settings is right as seen from the Grafana server',
      ),
    };
  }
  const said = saidBy(error.data) ?? error.statusText ?? '';
  return {
    kind: 'grafana_refused',
    target: '',
    doing,
    detail: t('problem.refused', 'Refused with status {{status}}: {{said}}', { status, said, interpolation: { escapeValue: false } }),
    advice: t('problem.refused-advice', 'Check the URL and the token in the data source settings, and your permission to query it'),
  };
}

function unexpected(error: unknown, doing: string): ShownProblem {
  return {
    kind: 'proxy_unreachable',
    target: '',
    doing,
    detail: error instanceof Error ? error.message : String(error),
    advice: t('problem.unexpected-advice', 'Check the connection between this browser and Grafana'),
  };
}

function saidBy(body: unknown): string | undefined {
  if (typeof body === 'string') return body;
  if (typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string') return body.message;
  return undefined;
}
