import { t } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { Field, Input, Switch } from '@grafana/ui';
import { fieldId } from './fieldId.ts';
import { Fields } from './Fields.tsx';
import type { Settings } from './useSettings.ts';

/** What holds for every query of this data source. */
export function QueriesSection({ settings }: { readonly settings: Settings }) {
  const { json, setJson, readOnly } = settings;
  return (
    <ConfigSection title={t('config.queries', 'Queries')} isCollapsible isInitiallyOpen>
      <Fields>
        <Field
          noMargin
          label={t('config.default-cluster', 'Default cluster')}
          description={t(
            'config.default-cluster-description',
            'What a new query shows first: a name or a pattern. Empty means all clusters.',
          )}
        >
          <Input
            id={fieldId('default-cluster')}
            value={json.defaultCluster ?? ''}
            placeholder="dev"
            disabled={readOnly}
            onChange={(event) => setJson({ defaultCluster: event.currentTarget.value.trim() })}
          />
        </Field>
        <Field
          noMargin
          label={t('config.streaming', 'Live queries')}
          description={t(
            'config.streaming-description',
            'Queries marked as live get new values as they come, over one connection per browser tab. Off, they refresh like any other.',
          )}
        >
          <Switch
            id={fieldId('streaming')}
            value={json.streaming !== false}
            disabled={readOnly}
            onChange={(event) => setJson({ streaming: event.currentTarget.checked })}
          />
        </Field>
      </Fields>
    </ConfigSection>
  );
}
