import { getValueFormat } from '@grafana/data';
import { t } from '@grafana/i18n';
import type { ComboboxOption } from '@grafana/ui';
import type { Metric } from '@tart-lab/contract/metrics.ts';

/** The catalogue as choices in its own order, grouped by what is measured, each with what it means and its unit. */
export function metricOptions(metrics: readonly Metric[]): ComboboxOption[] {
  const scopes = scopeNames();
  return metrics.map(({ id, name, scope, group, help, unit }) => ({
    value: id,
    label: name,
    group: group === scopes[scope] ? group : `${scopes[scope]} · ${group}`,
    description: `${help}${unitHint(unit)}`,
  }));
}

const scopeNames = (): Record<Metric['scope'], string> => ({
  vm: t('scope.vm', 'VM'),
  mac: t('scope.mac', 'Mac'),
  cluster: t('scope.cluster', 'Cluster'),
  proxy: t('scope.proxy', 'Proxy'),
});

/** What a panel writes behind the number, such as B/s or %; plain numbers have none. */
function unitHint(unit: string): string {
  if (unit === 'short') return '';
  const { suffix = '', text } = getValueFormat(unit)(1);
  return ` ${t('editor.unit', 'Unit: {{unit}}', { unit: suffix.trim() === '' ? text : suffix.trim(), interpolation: { escapeValue: false } })}`;
}
