import type { TestDataSourceResponse } from '@grafana/data';
import { t } from '@grafana/i18n';
import type { HealthAnswer, ShownProblem } from '../client/answers.ts';
import { problemText } from '../client/problemText.ts';
import type { Result } from '../result.ts';

/** Problems that are told in full at once; the rest stands under "details". */
const TOLD_AT_ONCE = 3;

/**
 * What "Save & test" says: what is reachable of how many, then each problem with its next step. A proxy that answers but
 * misses a VM or a cluster is a warning; no answer is an error.
 */
export function toTestResult(answer: Result<HealthAnswer, ShownProblem>): TestDataSourceResponse {
  if (!answer.ok) return { status: 'error', message: problemText(answer.error) };
  const { version, vms, clusters, macs, problems, history } = answer.value;
  const reachable = [
    t('health.proxy', 'Tart Lab proxy {{version}} answers', { version }),
    t('health.vms', '{{up}} of {{total}} VMs reachable', { up: vms.up, total: vms.total }),
    ...(vms.stopped > 0 ? [t('health.stopped', '{{stopped}} stopped', { stopped: vms.stopped })] : []),
    ...(clusters.total > 0 ? [t('health.clusters', '{{up}} of {{total}} clusters', { up: clusters.up, total: clusters.total })] : []),
    ...(macs.total > 1 || macs.up < macs.total ? [t('health.macs', '{{up}} of {{total}} Macs', { up: macs.up, total: macs.total })] : []),
    ...(history.state === 'ok' ? [] : [t('health.history', 'history: {{state}}', { state: history.state })]),
  ].join(' · ');
  const well = problems.length === 0 && vms.up === vms.total && clusters.up === clusters.total && macs.up === macs.total;
  if (well) return { status: 'success', message: reachable };

  const told = problems.map(problemText);
  const rest = told.length - TOLD_AT_ONCE;
  const message = [
    ...told.slice(0, TOLD_AT_ONCE),
    ...(rest > 0 ? [t('health.more', 'And {{rest}} more, under details.', { rest })] : []),
  ].join('\n');
  return {
    status: 'warning',
    message: reachable,
    details: told.length > 0 ? { message, verboseMessage: told.join('\n') } : undefined,
  };
}
