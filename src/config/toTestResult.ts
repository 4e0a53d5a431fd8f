import { dateTimeFormat, formattedValueToString, getValueFormat, type TestDataSourceResponse } from '@grafana/data';
import { t } from '@grafana/i18n';
import type { HealthAnswer, ShownProblem } from '../client/answers.ts';
import { problemText } from '../client/problemText.ts';
import type { Result } from '../result.ts';

/** Problems that are told in full at once; the rest stands under "details". */
const TOLD_AT_ONCE = 3;
/** Clocks this far apart show: a panel of the last minutes then misses its end. */
const CLOCKS_APART_MS = 5000;

/** What the proxy's answer is compared with: this browser's clock and the plugin's version. */
export interface Here {
  readonly nowMs: number;
  readonly version: string;
}

/**
 * What "Save & test" says: what is reachable of how many and how far history reaches, then each problem with its next step. A
 * proxy that answers but misses a VM or a cluster, or whose clock or version is another, is a warning; no answer is an error.
 */
export function toTestResult(answer: Result<HealthAnswer, ShownProblem>, here: Here): TestDataSourceResponse {
  if (!answer.ok) return { status: 'error', message: problemText(answer.error) };
  const { vms, clusters, macs, problems } = answer.value;
  const message = whatThereIs(answer.value).join(' · ');
  const told = [...problems.map(problemText), ...differences(answer.value, here)];
  const well = told.length === 0 && vms.up === vms.total && clusters.up === clusters.total && macs.up === macs.total;
  if (well) return { status: 'success', message };

  const rest = told.length - TOLD_AT_ONCE;
  const first = [
    ...told.slice(0, TOLD_AT_ONCE),
    ...(rest > 0 ? [t('health.more', 'And {{rest}} more, under details.', { rest })] : []),
  ].join('\n');
  return {
    status: 'warning',
    message,
    details: told.length > 0 ? { message: first, verboseMessage: told.join('\n') } : undefined,
  };
}

function whatThereIs({ version, vms, clusters, macs, history }: HealthAnswer): string[] {
  return [
    t('health.proxy', 'Tart Lab proxy {{version}} answers', { version }),
    t('health.vms', '{{up}} of {{total}} VMs reachable', { up: vms.up, total: vms.total }),
    ...(vms.stopped > 0 ? [t('health.stopped', '{{stopped}} stopped', { stopped: vms.stopped })] : []),
    ...(clusters.total > 0 ? [t('health.clusters', '{{up}} of {{total}} clusters', { up: clusters.up, total: clusters.total })] : []),
    ...(macs.total > 1 || macs.up < macs.total ? [t('health.macs', '{{up}} of {{total}} Macs', { up: macs.up, total: macs.total })] : []),
    ...(history.state === 'ok' ? [] : [t('health.history', 'history: {{state}}', { state: history.state })]),
    ...(history.oldestMs === null
      ? []
      : [
          t('health.history-since', 'history since {{since}} ({{size}})', {
            since: dateTimeFormat(history.oldestMs, { format: 'YYYY-MM-DD HH:mm' }),
            size: formattedValueToString(getValueFormat('bytes')(history.bytes, 0)),
            interpolation: { escapeValue: false },
          }),
        ]),
  ];
}

/** Clocks that are apart, and versions that do not belong together. */
function differences({ nowMs, version }: HealthAnswer, here: Here): string[] {
  const seconds = Math.round(Math.abs(here.nowMs - nowMs) / 1000);
  return [
    ...(seconds * 1000 > CLOCKS_APART_MS
      ? [
          t(
            'health.clock',
            'The proxy’s clock is {{seconds}} s away from this browser’s: times are shifted by that much. Set both by NTP.',
            { seconds },
          ),
        ]
      : []),
    ...(here.version && here.version !== version
      ? [
          t(
            'health.versions',
            'The plugin has version {{plugin}}, the proxy {{proxy}}: some queries may not be known to the other. Install the same version of both.',
            { plugin: here.version, proxy: version },
          ),
        ]
      : []),
  ];
}
