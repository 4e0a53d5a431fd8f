import { t } from '@grafana/i18n';
import type { Verdict } from '@tart-lab/contract/flow.ts';

/** What Cilium decided, as people say it. */
export const verdictNames = (): Record<Verdict, string> => ({
  forwarded: t('verdict.forwarded', 'Forwarded'),
  dropped: t('verdict.dropped', 'Dropped'),
  error: t('verdict.error', 'Error'),
  audit: t('verdict.audit', 'Audited'),
  redirected: t('verdict.redirected', 'Redirected'),
  traced: t('verdict.traced', 'Traced'),
  translated: t('verdict.translated', 'Translated'),
  unknown: t('verdict.unknown', 'Unknown'),
});

/** Colours that Grafana knows by name and fits to its theme. */
export const VERDICT_COLOURS: Readonly<Record<Verdict, string>> = {
  forwarded: 'green',
  dropped: 'red',
  error: 'dark-red',
  audit: 'orange',
  redirected: 'blue',
  traced: 'purple',
  translated: 'light-blue',
  unknown: 'text',
};
